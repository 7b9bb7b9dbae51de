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

	"footnote/bot/discordtest"
)

// TestServe runs the real binary against the fake Discord: it answers, and on
// SIGTERM ends with 0.
func TestServe(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no SIGTERM on Windows")
	}
	binary := filepath.Join(t.TempDir(), "footnote")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	d := discordtest.New(t)
	tokenFile := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(tokenFile, []byte(d.Token()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	cmd := exec.Command(binary)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "DISCORD_TOKEN=", "DISCORD_TOKEN_FILE="+tokenFile, "DISCORD_API_URL="+d.URL(),
		"OPENAI_API_KEY=", "OPENAI_BASE_URL=", "ANNOUNCEMENT=", "DISCORD_GUILD_ID=", "LOG_LEVEL=debug")
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // fails when it has ended, as it should
	d.WaitConnected(1)
	m := d.SendMessage(d.Asker(), d.Channel().ID, d.Bot().Mention()+" Wie viel will Amazon investieren?")
	d.WaitMessage(m.ChannelID, discordtest.Both(discordtest.RepliesTo(m), discordtest.Contains("Bis zu 50 Mrd. USD")))
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("ended with %v\n%s", err, log.String())
	}
	if strings.Contains(log.String(), d.Token()) || strings.Contains(log.String(), "investieren") {
		t.Errorf("token or text of a member in the log:\n%s", log.String())
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
			environ: []string{"DISCORD_TOKEN=wrong-and-secret", "DISCORD_API_URL=" + d.URL()},
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
		environ: []string{"DISCORD_TOKEN=" + d.Token(), "DISCORD_API_URL=" + d.URL()},
	})
	if code != statusOK || !strings.Contains(out.String(), "client_id="+d.ApplicationID()) || !strings.Contains(out.String(), "permissions=") {
		t.Errorf("status %d:\n%s%s", code, out.String(), errs.String())
	}
}
