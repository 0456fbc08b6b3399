// Package clients holds the AWS SDK for Go v2 to a deployed stack. The SDK and the tests take where it is
// from the environment alone.
package clients

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go"
)

// configured is the configuration that every SDK client here is made from.
func configured(t *testing.T) aws.Config {
	t.Helper()
	configuration, err := config.LoadDefaultConfig(t.Context())
	check(t, err)
	return configuration
}

// step is a part of a test that the table of clients names; the test ends where it fails.
func step(t *testing.T, name string, do func(t *testing.T)) {
	t.Helper()
	if !t.Run(name, do) {
		t.FailNow()
	}
}

// setting is a variable of the environment that says where the stack is.
func setting(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set; next: .venv/bin/python -m pytest tests/clients/test_go.py", name)
	}
	return value
}

// unique is a name that nothing else in the account has.
func unique(t *testing.T, kind string) string {
	t.Helper()
	random := make([]byte, 8)
	_, err := rand.Read(random)
	check(t, err)
	return kind + "-" + hex.EncodeToString(random)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s is %v, not %v", what, got, want)
	}
}

// refused checks that a call has failed with one of AWS's error codes.
func refused(t *testing.T, err error, code string) {
	t.Helper()
	var refusal smithy.APIError
	if !errors.As(err, &refusal) {
		t.Fatalf("%v is no error of AWS's; %s was expected", err, code)
	}
	same(t, "the error's code", refusal.ErrorCode(), code)
}

// sameJSON compares two documents that AWS may write with other spaces.
func sameJSON(t *testing.T, what, got, want string) {
	t.Helper()
	var of, expected any
	check(t, json.Unmarshal([]byte(got), &of))
	check(t, json.Unmarshal([]byte(want), &expected))
	same(t, what, of, expected)
}

// codeTo is the code in the newest mail to an address.
func codeTo(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(setting(t, "AWS_ENDPOINT_URL") + "/_inbox.json?to=" + url.QueryEscape(address))
	check(t, err)
	defer answer.Body.Close()
	var inbox struct{ Messages []struct{ Code string } }
	check(t, json.NewDecoder(answer.Body).Decode(&inbox))
	if len(inbox.Messages) == 0 {
		t.Fatal("no mail has come")
	}
	return inbox.Messages[0].Code
}
