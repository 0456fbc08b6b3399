package clients

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func TestSTS(t *testing.T) {
	client := sts.NewFromConfig(configured(t))
	step(t, "read", func(t *testing.T) {
		caller, err := client.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
		check(t, err)
		same(t, "Account", caller.Account, aws.String("000000000000"))
	})
}
