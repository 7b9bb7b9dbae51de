package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"footnote/bot/discordtest"
)

// TestServe runs the real binary against the fake Discord: it answers, and on
// SIGTERM ends with 0.
func TestServe(t *testing.T) {
	d := discordtest.New(t)
	bot := launch(t, build(t), d)
	d.WaitConnected(1)
	m := d.SendMessage(d.Asker(), d.Channel().ID, d.Bot().Mention()+" Wie viel will Amazon investieren?")
	d.WaitMessage(m.ChannelID, discordtest.Both(discordtest.RepliesTo(m), discordtest.Contains("Bis zu 50 Mrd. USD")))
	bot.end()
	if log := bot.log.String(); strings.Contains(log, d.Token()) || strings.Contains(log, "investieren") {
		t.Errorf("token or text of a member in the log:\n%s", log)
	}
}

// TestServeTwice: two processes are connected, and one is killed amid the
// questions. The other has heard them all, and Discord's nonce makes one answer of
// two.
func TestServeTwice(t *testing.T) {
	d := discordtest.Start(t, discordtest.Config{AckWithin: 3 * time.Second})
	binary := build(t)
	stays, dies := launch(t, binary, d), launch(t, binary, d)
	d.WaitConnected(2)
	var asked []string
	for i := range 200 {
		if i == 100 {
			d.WaitAnswered(asked[:10]...)
			dies.kill()
		}
		if i%4 == 0 {
			asked = append(asked, d.SendInteraction(discordtest.Slash(d.Asker(), d.Channel().ID, "ask",
				discordtest.Option{Name: "question", Value: "Wie viel will Amazon investieren?"})).ID)
			continue
		}
		asked = append(asked, d.SendMessage(d.Asker(), d.Channel().ID, d.Bot().Mention()+" Wie viel will Amazon investieren?").ID)
	}
	d.WaitAnswered(asked...)
	d.WaitUntil("every answer", func() bool { return d.Tally(asked...).Answered == len(asked) })
	stays.end()
	if got := d.Tally(asked...); got.Answered != len(asked) {
		t.Error(got)
	}
}

// build is the path of the real binary.
func build(t *testing.T) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("no SIGTERM on Windows")
	}
	binary := filepath.Join(t.TempDir(), "footnote")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return binary
}

// process is a process of the bot.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	log  bytes.Buffer // to be read once it has ended
	done bool
}

// launch starts a process that is connected to d until the test ends.
func launch(t *testing.T, binary string, d *discordtest.Server) *process {
	t.Helper()
	tokenFile := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(tokenFile, []byte(d.Token()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &process{t: t, cmd: exec.Command(binary)}
	s.cmd.Dir = t.TempDir()
	s.cmd.Env = append(os.Environ(), "DATABASE_URL=sqlite:"+filepath.Join(s.cmd.Dir, "footnote.db"), "DISCORD_TOKEN=", "DISCORD_TOKEN_FILE="+tokenFile, "DISCORD_API_URL="+d.URL(),
		"OPENAI_API_KEY=", "OPENAI_BASE_URL=", "ANNOUNCEMENT=", "DISCORD_GUILD_ID=", "USER_LIMIT=0", "CHANNEL_LIMIT=0", "LOG_LEVEL=debug")
	s.cmd.Stderr = &s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	return s
}

// end asks the process to stop, which it must do with status 0.
func (s *process) end() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	s.done = true
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("ended with %v\n%s", err, s.log.String())
	}
}

// kill ends the process at once. Harmless when it has ended.
func (s *process) kill() {
	if !s.done {
		s.done = true
		_ = s.cmd.Process.Kill() // fails when it has died by itself, which the test sees elsewhere
		_ = s.cmd.Wait()         // says that it was killed
	}
}

// TestServeRefused: a wrong token ends with 1 and says what to do.
func TestServeRefused(t *testing.T) {
	d := discordtest.New(t)
	t.Chdir(t.TempDir())
	for _, command := range []string{"serve", "check"} {
		var out, errs bytes.Buffer
		code := run(context.Background(), program{
			args: []string{command}, stdin: strings.NewReader(""), stdout: &out, stderr: &errs,
			environ: []string{"DISCORD_TOKEN=wrong-and-secret", "DISCORD_API_URL=" + d.URL(), "DATABASE_URL=sqlite:footnote.db"},
		})
		if code != statusMend || !strings.Contains(errs.String(), "copy it anew") || strings.Contains(errs.String()+out.String(), "wrong-and-secret") {
			t.Errorf("%s: status %d: %s", command, code, errs.String())
		}
	}
}

// TestCheckInvites: with a valid token check prints the invite link.
func TestCheckInvites(t *testing.T) {
	d := discordtest.New(t)
	t.Chdir(t.TempDir())
	var out, errs bytes.Buffer
	code := run(context.Background(), program{
		args: []string{"check"}, stdin: strings.NewReader(""), stdout: &out, stderr: &errs,
		environ: []string{"DISCORD_TOKEN=" + d.Token(), "DISCORD_API_URL=" + d.URL(), "DATABASE_URL=sqlite:footnote.db"},
	})
	if code != statusOK || !strings.Contains(out.String(), "client_id="+d.ApplicationID()) || !strings.Contains(out.String(), "permissions=") {
		t.Errorf("status %d:\n%s%s", code, out.String(), errs.String())
	}
}

// TestServeOnce: a second process on the same file is refused with 1 and says
// why, while the first goes on; check and backup work meanwhile.
func TestServeOnce(t *testing.T) {
	d := discordtest.New(t)
	first := launch(t, build(t), d)
	d.WaitConnected(1)
	t.Chdir(t.TempDir())
	environ := []string{"DISCORD_TOKEN=" + d.Token(), "DISCORD_API_URL=" + d.URL(), "DATABASE_URL=sqlite:" + filepath.Join(first.cmd.Dir, "footnote.db")}
	for _, tt := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"serve"}, statusMend, "another process uses this database; stop it, or give this one a DATABASE_URL of its own"},
		{[]string{"check"}, statusOK, "in use by another process"},
		{[]string{"backup", "copy.db"}, statusOK, "copied to copy.db"},
	} {
		var out bytes.Buffer
		code := run(context.Background(), program{args: tt.args, stdin: strings.NewReader(""), stdout: &out, stderr: &out, environ: environ})
		if code != tt.code || !strings.Contains(out.String(), tt.says) {
			t.Errorf("%v: status %d:\n%s", tt.args, code, out.String())
		}
	}
	m := d.SendMessage(d.Asker(), d.Channel().ID, d.Bot().Mention()+" Wie viel will Amazon investieren?")
	d.WaitAnswered(m.ID)
	first.end()
}
