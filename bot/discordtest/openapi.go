//go:build !race

package discordtest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"

	json "github.com/go-json-experiment/json/v1"
	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	invalid "github.com/pb33f/libopenapi-validator/errors"
)

// descriptionVariable names Discord's OpenAPI description by its path, and
// descriptionFile is where it is looked for otherwise, from the repository's root.
const (
	descriptionVariable = "DISCORD_OPENAPI"
	descriptionFile     = "../shared/discord/openapi.json"
)

// errNoDescription: there is nothing to hold requests against.
var errNoDescription = errors.New("bodies are not checked: there is no " + descriptionFile +
	"; set " + descriptionVariable + " to Discord's OpenAPI description")

// description is Discord's description, loaded once for the test binary when the
// first request comes: that takes half a second.
var description = sync.OnceValues(func() (*schemas, error) {
	path := os.Getenv(descriptionVariable)
	if path == "" {
		_, here, _, _ := runtime.Caller(0)
		path = filepath.Join(filepath.Dir(here), "..", "..", descriptionFile)
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && os.Getenv(descriptionVariable) == "" {
		return nil, errNoDescription
	}
	if err != nil {
		return nil, fmt.Errorf("read Discord's description: %w", err)
	}
	k, err := newSchemas(data, routes())
	if err != nil {
		return nil, fmt.Errorf("load Discord's description %s: %w", path, err)
	}
	return k, nil
})

// BodiesChecked tells whether requests are held against Discord's own OpenAPI
// description: nil when they are, else the reason in one line, for t.Skip.
func BodiesChecked() error {
	_, err := description()
	return err
}

// checkRequest holds a request against Discord's description. The first result is
// false when that is not possible here.
func checkRequest(c *call, r *route) (bool, error) {
	k, err := description()
	if errors.Is(err, errNoDescription) {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	return true, k.check(c, r)
}

// schemas are what Discord's description says of requests. Safe for concurrent use.
type schemas struct {
	mu        sync.Mutex
	validator validator.Validator
	valid     map[[sha256.Size]byte]struct{} // requests that were found valid
	files     map[string]bool                // routes that take files beside JSON
}

// maxValid bounds schemas.valid.
const maxValid = 10_000

// newSchemas reads a description, and of it what the routes need.
func newSchemas(data []byte, routes []route) (*schemas, error) {
	data, files, err := prune(data, routes)
	if err != nil {
		return nil, err
	}
	document, err := libopenapi.NewDocument(data)
	if err != nil {
		return nil, err
	}
	model, err := document.BuildV3Model()
	if err != nil {
		return nil, err
	}
	return &schemas{files: files, valid: map[[sha256.Size]byte]struct{}{}, validator: validator.NewValidatorFromV3Model(&model.Model,
		config.WithStrictMode(), config.WithFormatAssertions(), config.WithRejectUndeclaredRequestBody(),
		config.WithRejectUnsupportedBodyContent(),
		config.WithoutSecurityValidation(), // the fake itself checks the token
		// To strict mode the keys of a map are undeclared properties.
		config.WithStrictIgnorePaths("$.body**.name_localizations.*", "$.body**.description_localizations.*"))}, nil
}

// prune keeps the requests that the routes take, with bodies in JSON. The whole
// description takes ten times as long to load, and 240 MB. files are the routes that
// take files as well, of which the JSON says what they are.
func prune(data []byte, routes []route) (pruned []byte, files map[string]bool, err error) {
	var document struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	var all map[string]any
	if err := errors.Join(json.Unmarshal(data, &document), json.Unmarshal(data, &all)); err != nil {
		return nil, nil, err
	}
	kept, described := map[string]any{}, map[string]bool{}
	files = map[string]bool{}
	for path, item := range document.Paths {
		made := map[string]any{}
		for key, raw := range item {
			if key == "parameters" {
				made[key] = raw
				continue
			}
			for _, name := range taking(routes, strings.ToUpper(key), path) {
				operation, upload, err := pruneOperation(raw)
				if err != nil {
					return nil, nil, fmt.Errorf("%s %s: %w", key, path, err)
				}
				made[key], described[name], files[name] = operation, true, upload
			}
		}
		kept[path] = made
	}
	for _, r := range routes {
		if !described[r.name()] {
			return nil, nil, fmt.Errorf("it has no %s, which this fake answers", r.name())
		}
	}
	all["paths"] = kept
	pruned, err = json.Marshal(all)
	return pruned, files, err
}

// pruneOperation drops the responses, and what is not JSON. upload tells whether it
// takes files.
func pruneOperation(raw json.RawMessage) (operation object, upload bool, err error) {
	if err := json.Unmarshal(raw, &operation); err != nil {
		return nil, false, err
	}
	operation["responses"] = object{"204": object{"description": "any"}}
	if body, is := operation["requestBody"].(object); is {
		content, _ := body["content"].(object)
		_, upload = content["multipart/form-data"]
		body["content"] = object{"application/json": content["application/json"]}
	}
	return operation, upload, nil
}

// parameter is a segment that stands for others in a path of the description.
var parameter = regexp.MustCompile(`\{[^/]+\}`)

// taking are the names of the routes that take such a request.
func taking(routes []route, method, path string) []string {
	path = parameter.ReplaceAllString(path, "1")
	var names []string
	for _, r := range routes {
		if _, matches := match(r.path, path); matches && r.method == method {
			names = append(names, r.name())
		}
	}
	return names
}

// check returns what is wrong with a request.
func (k *schemas) check(c *call, r *route) error {
	if len(c.files) > 0 && !k.files[r.name()] {
		return errors.New("it takes no files")
	}
	key := sha256.Sum256(fmt.Appendf(nil, "%s %s %s %s", r.name(), shape(c.args), c.query.Encode(), c.body))
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, known := k.valid[key]; known {
		return nil
	}
	request, err := http.NewRequest(c.method, "https://discord.com/api/v10"+c.path+"?"+c.query.Encode(), bytes.NewReader(c.body))
	if err != nil {
		return err
	}
	if len(c.body) > 0 {
		request.Header.Set("Content-Type", "application/json")
	}
	if ok, problems := k.validator.ValidateHttpRequestSync(request); !ok {
		return violation(problems)
	}
	if len(k.valid) >= maxValid {
		clear(k.valid)
	}
	k.valid[key] = struct{}{}
	return nil
}

// shape is what the description says of the variable parts of a path: that they
// are ids, or name the first response.
func shape(args []string) []string {
	var shapes []string
	for _, arg := range args {
		switch {
		case arg == "@original":
		case strings.Trim(arg, "0123456789") == "":
			arg = "id"
		default:
			arg = "text"
		}
		shapes = append(shapes, arg)
	}
	return shapes
}

// violation words what the validator found, without the path, which may hold a
// token.
func violation(problems []*invalid.ValidationError) error {
	var texts []string
	for _, p := range problems {
		for _, detail := range p.SchemaValidationErrors {
			texts = append(texts, cmp.Or(detail.FieldPath, p.Message)+": "+detail.Reason)
		}
		switch {
		case len(p.SchemaValidationErrors) > 0:
		case p.ValidationType == "strict":
			texts = append(texts, p.Message)
		default:
			texts = append(texts, p.ValidationType+": "+p.Reason)
		}
	}
	slices.Sort(texts)
	return errors.New(strings.Join(slices.Compact(texts), "; "))
}
