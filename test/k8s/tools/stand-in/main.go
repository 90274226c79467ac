// Stand-in is the one program in the images that the tests make by hand: what holds a pod's namespaces open, and a
// container that does as its arguments say.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

var commands = map[string]func(args []string) error{
	"pause":      pause,
	"sleep":      sleep,
	"exit":       exit,
	"exit-once":  exitOnce,
	"exit-index": exitIndex,
	"serve":      serve,
	"get":        get,
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: stand-in pause | sleep SECONDS | exit CODE | exit-once FILE CODE | exit-index INDEX CODE | serve ADDRESS | get URL")
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// pause is the first process of a pod: it waits, and takes in the processes whose parents are gone.
func pause([]string) error {
	children := make(chan os.Signal, 1)
	signal.Notify(children, syscall.SIGCHLD)
	ended := stopped()
	for {
		select {
		case <-ended:
			return nil
		case <-children:
			for {
				if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); pid <= 0 || err != nil {
					break
				}
			}
		}
	}
}

// sleep ends after so many seconds, or at once when it is told to stop.
func sleep(args []string) error {
	seconds, err := strconv.ParseFloat(args[0], 64)
	if err != nil {
		return err
	}
	select {
	case <-time.After(time.Duration(seconds * float64(time.Second))):
	case <-stopped():
	}
	return nil
}

func exit(args []string) error {
	code, err := strconv.Atoi(args[0])
	if err == nil {
		os.Exit(code)
	}
	return err
}

// exitOnce fails with the code unless the file shows that it has done so before.
func exitOnce(args []string) error {
	if _, err := os.Stat(args[0]); err == nil {
		return nil
	}
	if err := os.WriteFile(args[0], nil, 0o644); err != nil {
		return err
	}
	return exit(args[1:])
}

// exitIndex fails with the code where it is the one with this completion index of its Job.
func exitIndex(args []string) error {
	index := os.Getenv("JOB_COMPLETION_INDEX")
	fmt.Println("index", index)
	if index == args[0] {
		return exit(args[1:])
	}
	return nil
}

// serve answers every HTTP request with the name of its pod.
func serve(args []string) error {
	go func() {
		<-stopped()
		os.Exit(0)
	}()
	name, _ := os.Hostname()
	return http.ListenAndServe(args[0], http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(answer, name)
	}))
}

// get prints what is at a URL, and fails where nobody answers within three seconds.
func get(args []string) error {
	client := http.Client{Timeout: 3 * time.Second}
	answer, err := client.Get(args[0])
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(os.Stdout, answer.Body)
	return err
}

func stopped() <-chan os.Signal {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	return signals
}
