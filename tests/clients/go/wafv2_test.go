package clients

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/wafv2"
	"github.com/aws/aws-sdk-go-v2/service/wafv2/types"
)

func TestWAF(t *testing.T) {
	client := wafv2.NewFromConfig(configured(t))
	pool := "arn:aws:cognito-idp:us-east-1:000000000000:userpool/" + setting(t, "USER_POOL_ID")
	create := wafv2.CreateWebACLInput{
		Name:          aws.String(unique(t, "acl")),
		Scope:         types.ScopeRegional,
		DefaultAction: &types.DefaultAction{Allow: &types.AllowAction{}},
		VisibilityConfig: &types.VisibilityConfig{
			MetricName: aws.String("acl"), CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true,
		},
	}
	var acl *types.WebACLSummary
	step(t, "create and read", func(t *testing.T) {
		made, err := client.CreateWebACL(t.Context(), &create)
		check(t, err)
		acl = made.Summary
		found, err := client.GetWebACL(t.Context(), &wafv2.GetWebACLInput{Id: acl.Id, Name: acl.Name, Scope: create.Scope})
		check(t, err)
		same(t, "ARN", found.WebACL.ARN, acl.ARN)
	})
	step(t, "association with a user pool", func(t *testing.T) {
		_, err := client.AssociateWebACL(t.Context(), &wafv2.AssociateWebACLInput{WebACLArn: acl.ARN, ResourceArn: &pool})
		check(t, err)
		found, err := client.GetWebACLForResource(t.Context(), &wafv2.GetWebACLForResourceInput{ResourceArn: &pool})
		check(t, err)
		same(t, "ARN", found.WebACL.ARN, acl.ARN)
		_, err = client.DisassociateWebACL(t.Context(), &wafv2.DisassociateWebACLInput{ResourceArn: &pool})
		check(t, err)
	})
	step(t, "delete", func(t *testing.T) {
		_, err := client.DeleteWebACL(t.Context(), &wafv2.DeleteWebACLInput{Id: acl.Id, Name: acl.Name, Scope: create.Scope, LockToken: acl.LockToken})
		check(t, err)
		_, err = client.GetWebACL(t.Context(), &wafv2.GetWebACLInput{Id: acl.Id, Name: acl.Name, Scope: create.Scope})
		refused(t, err, "WAFNonexistentItemException")
	})
}
