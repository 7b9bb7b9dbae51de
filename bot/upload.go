package bot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"strconv"
)

// file is what a message carries beside its text.
type file struct {
	name        string // as Discord shows it; letters, digits, dots and dashes
	kind        string // media type
	description string // for who does not see it, at most 1,024 characters; empty: none
	data        []byte
}

// outgoingAttachment says what a file of the same request is; its id is the number
// of the part.
type outgoingAttachment struct {
	ID          string `json:"id"`
	Filename    string `json:"filename"`
	Description string `json:"description,omitempty"`
}

// attached is a message with files. An edit that is repeated puts them in the place
// of the first ones.
func (o outgoing) attached(files []file) outgoing {
	o.Attachments = nil
	for i, f := range files {
		o.Attachments = append(o.Attachments, outgoingAttachment{strconv.Itoa(i), f.name, f.description})
	}
	return o
}

// encode is the body of a request and its media type: JSON, or where files go with
// it, a form of which one part is.
func (r request) encode() (body []byte, kind string, err error) {
	if r.body != nil {
		if body, err = json.Marshal(r.body); err != nil {
			return nil, "", err
		}
	}
	if len(r.files) == 0 {
		return body, "application/json", nil
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part := func(disposition, kind string, data []byte) {
		if err != nil {
			return
		}
		to, problem := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {"form-data; " + disposition}, "Content-Type": {kind}})
		if problem == nil {
			_, problem = to.Write(data)
		}
		err = problem
	}
	part(`name="payload_json"`, "application/json", body)
	for i, f := range r.files {
		part(fmt.Sprintf(`name="files[%d]"; filename=%q`, i, f.name), f.kind, f.data)
	}
	if err == nil {
		err = w.Close()
	}
	return form.Bytes(), w.FormDataContentType(), err
}
