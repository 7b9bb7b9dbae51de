package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"footnote/bot/discordtest"
)

// envPostgres names the variable with the address of a PostgreSQL for tests;
// .ci/postgres starts one.
const envPostgres = "FOOTNOTE_TEST_POSTGRES"

// plant builds the real program and starts processes of it that belong together:
// they talk to one Discord and have one database.
type plant struct {
	tb       testing.TB
	binary   string
	dir      string // where they run, with the file of the token in it
	discord  *discordtest.Server
	settings []string
}

// newPlant gives processes the settings beside what they need.
func newPlant(tb testing.TB, binary string, d *discordtest.Server, settings ...string) *plant {
	tb.Helper()
	p := &plant{tb: tb, binary: binary, dir: tb.TempDir(), discord: d, settings: settings}
	if err := os.WriteFile(filepath.Join(p.dir, "token"), []byte(d.Token()+"\n"), 0o600); err != nil {
		tb.Fatal(err)
	}
	return p
}

// compile is the path of the real program, built anew.
func compile(tb testing.TB) string {
	tb.Helper()
	if runtime.GOOS == "windows" {
		tb.Skip("no SIGTERM on Windows")
	}
	binary := filepath.Join(tb.TempDir(), "footnote")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // one file that needs no C library, as for a release
	if out, err := build.CombinedOutput(); err != nil {
		tb.Fatalf("build: %v\n%s", err, out)
	}
	return binary
}

// sqliteURL is the address of a new SQLite file.
func sqliteURL(tb testing.TB) string {
	return "sqlite:" + filepath.Join(tb.TempDir(), "footnote.db")
}

// postgresURL is the address of a new PostgreSQL database, or skips the test.
func postgresURL(tb testing.TB) string {
	tb.Helper()
	server := os.Getenv(envPostgres)
	if server == "" {
		tb.Skipf("no PostgreSQL: start one with .ci/postgres and set %s", envPostgres)
	}
	u, err := url.Parse(server)
	if err != nil {
		tb.Fatal(err)
	}
	admin := func(statement string) {
		conn, err := pgx.Connect(context.Background(), server)
		if err == nil {
			_, err = conn.Exec(context.Background(), statement)
			_ = conn.Close(context.Background()) // the statement was carried out, or not
		}
		if err != nil {
			tb.Errorf("%s: %v", statement, err)
		}
	}
	name := "footnote_" + strings.ToLower(rand.Text())
	admin("CREATE DATABASE " + name)
	tb.Cleanup(func() { admin("DROP DATABASE " + name + " WITH (FORCE)") })
	u.Path = "/" + name
	return u.String()
}

// daemon is a process of the real program.
type daemon struct {
	tb    testing.TB
	cmd   *exec.Cmd
	log   lines
	ended chan struct{} // closed when it has ended
	err   error         // how it ended; to be read after ended
}

// start starts a process; it is killed when the test ends.
func (p *plant) start() *daemon {
	p.tb.Helper()
	d := &daemon{tb: p.tb, cmd: exec.Command(p.binary), ended: make(chan struct{})}
	d.cmd.Dir = p.dir
	d.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + p.dir, "GOTRACEBACK=all",
		"DISCORD_TOKEN_FILE=" + filepath.Join(p.dir, "token"), "DISCORD_API_URL=" + p.discord.URL(),
		"USER_LIMIT=0", "CHANNEL_LIMIT=0"}, p.settings...)
	d.cmd.Stderr = &d.log
	if err := d.cmd.Start(); err != nil {
		p.tb.Fatal(err)
	}
	go func() { // ends with the process, for which kill waits
		d.err = d.cmd.Wait()
		close(d.ended)
	}()
	p.tb.Cleanup(d.kill)
	return d
}

// kill ends the process as a loss of power would, and returns when it has ended.
func (d *daemon) kill() {
	_ = d.cmd.Process.Kill() // fails when it has ended
	<-d.ended
}

// end asks the process to stop, which it must do within 30 s, with status 0: it
// has 14 s for what is begun, and the machine may be slow.
func (d *daemon) end() {
	d.tb.Helper()
	begun := time.Now()
	if err := d.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		d.tb.Fatalf("SIGTERM: %v\n%s", err, d.log.tail(40))
	}
	<-d.ended
	if took := time.Since(begun); d.err != nil || took > 30*time.Second {
		d.tb.Errorf("it ended after %v with %v\n%s", took, d.err, d.log.tail(40))
	}
}

// alive tells whether the process runs.
func (d *daemon) alive() bool {
	select {
	case <-d.ended:
		return false
	default:
		return true
	}
}

// peakMB is the most memory that the process has held so far, in MB; 0 where the
// system does not tell.
func (d *daemon) peakMB() float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", d.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		return 0
	}
	kB, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		return 0
	}
	return kB * 1024 / 1e6
}

// cpu is the time of the processor that the process has spent; 0 where the system
// does not tell.
func (d *daemon) cpu() time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", d.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	const tick = 10 * time.Millisecond // Linux says so on every architecture that Go runs on
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var total time.Duration
	for _, f := range fields[11:13] { // in user mode and in the kernel
		n, err := strconv.Atoi(f)
		if err != nil {
			return 0
		}
		total += time.Duration(n) * tick
	}
	return total
}

// goroutines ends the process and tells how many goroutines it had.
func (d *daemon) goroutines() int {
	d.tb.Helper()
	if err := d.cmd.Process.Signal(syscall.SIGQUIT); err != nil { // Go's runtime then prints them all
		d.tb.Fatal(err)
	}
	<-d.ended
	return strings.Count("\n"+d.log.String(), "\ngoroutine ")
}

// lines keeps what a process wrote. Safe for concurrent use.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// tail are the last n lines.
func (l *lines) tail(n int) string {
	var all []string
	for s := bufio.NewScanner(strings.NewReader(l.String())); s.Scan(); {
		all = append(all, s.Text())
	}
	return strings.Join(all[max(0, len(all)-n):], "\n")
}
