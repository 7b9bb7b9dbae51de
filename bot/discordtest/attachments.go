package discordtest

import (
	"cmp"
	"fmt"
	"io"
	"mime/multipart"
	"regexp"
	"slices"
	"strconv"
)

// Limits of attachments.
const (
	maxAttachments = 10
	maxUpload      = 10 << 20 // bytes
	maxDescription = 1024
)

// attachmentBody is what a request says of a file that it sends, which it names by
// the number of the part, or of an attachment that stays.
type attachmentBody struct {
	ID          string `json:"id"`
	Filename    string `json:"filename"`
	Description string `json:"description"`
}

// filePart is the name of the part of a multipart body that is a file.
var filePart = regexp.MustCompile(`^files\[(\d)\]$`)

// takeFiles takes the files out of a multipart body, in order. Until the message is
// made, their ids are their numbers.
func (c *call) takeFiles(form *multipart.Form) error {
	for part, files := range form.File {
		number := filePart.FindStringSubmatch(part)
		if number == nil || len(files) != 1 {
			return fmt.Errorf("%d files in the part %q, which Discord does not know", len(files), part)
		}
		f, err := files[0].Open()
		if err != nil {
			return err
		}
		data, err := io.ReadAll(f)
		_ = f.Close() // it was read
		if err != nil {
			return err
		}
		c.files = append(c.files, Attachment{ID: number[1], Filename: files[0].Filename, Size: len(data), Data: data,
			ContentType: files[0].Header.Get("Content-Type")})
	}
	slices.SortFunc(c.files, func(a, b Attachment) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

// checkAttachments checks what a request says of attachments against the files that
// it sends and the message that it changes.
func checkAttachments(m Message, b messageBody, files []Attachment, errs formErrors) {
	for i, said := range b.Attachments {
		at := "attachments." + strconv.Itoa(i)
		errs.longest(at+".description", said.Description, maxDescription)
		if !has(files, said.ID) && !has(m.Attachments, said.ID) {
			errs.add(at+".id", "ATTACHMENT_NOT_FOUND", "Attachment data not found")
		}
	}
	for _, f := range files {
		if f.Filename == "" {
			errs.required("files["+f.ID+"].filename", f.Filename)
		}
		if f.Size > maxUpload {
			errs.add("files["+f.ID+"]", "BASE_TYPE_MAX_LENGTH", "Request entity too large")
		}
	}
	if len(files) > maxAttachments || len(b.Attachments) > maxAttachments {
		errs.add("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
	}
}

func has(list []Attachment, id string) bool {
	return slices.ContainsFunc(list, func(a Attachment) bool { return a.ID == id })
}

// attach puts the files of a request onto a message. Of the attachments that a
// message has, those stay that the request lists, and all when it lists none at all.
func (s *Server) attach(m *Message, b messageBody, files []Attachment) {
	if _, there := b.has["attachments"]; there {
		m.Attachments = slices.DeleteFunc(slices.Clone(m.Attachments), func(a Attachment) bool {
			return !slices.ContainsFunc(b.Attachments, func(said attachmentBody) bool { return said.ID == a.ID })
		})
	}
	for _, f := range files {
		for _, said := range b.Attachments {
			if said.ID == f.ID {
				f.Filename, f.Description = cmp.Or(said.Filename, f.Filename), said.Description
			}
		}
		f.ID = ""
		s.completeAttachment(m.ChannelID, &f)
		m.Attachments = append(m.Attachments, f)
	}
}

func (s *Server) completeAttachment(channelID string, a *Attachment) {
	if a.ID == "" {
		a.ID = s.snowflake()
	}
	if a.URL == "" {
		a.URL = s.URL() + "/attachments/" + channelID + "/" + a.ID + "/" + a.Filename
	}
	if a.ProxyURL == "" {
		a.ProxyURL = a.URL
	}
}
