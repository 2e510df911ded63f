using System.Text;
using Bursar.Policy;

namespace Bursar.Tests.Policy;

/// <summary>A limit that is misspelt is a limit that does not hold: whatever is not understood is told with file, JSON path, and what is allowed.</summary>
public sealed class PolicyErrorTests
{
    [Theory]
    // Unknown keys, wherever they stand.
    [InlineData("""{"anomalies":"warn"}""", "$.anomalies", "expected an object such as")]
    [InlineData("""{"anomalies":{"action":"kill"}}""", "$.anomalies.action", "expected warn or stop")]
    [InlineData("""{"anomalies":{}}""", "$.anomalies.action", "missing")]
    [InlineData("""{"limit":{}}""", "$.limit", "unknown key; expected limits, budgets, onError")]
    [InlineData("""{"limits":{"maxSpend":1}}""", "$.limits.maxSpend", "unknown key; expected enforcement, warnAt, maxSpendUSD")]
    [InlineData("""{"limits":{"name":"x"}}""", "$.limits.name", "unknown key")]
    [InlineData("""{"limits":{"maxTurns":{"value":1,"enforce":"fail-fast"}}}""", "$.limits.maxTurns.enforce", "expected value, enforcement")]
    [InlineData("""{"budgets":[{"name":"a","period":"day","maxTurn":1,"maxTurns":1}]}""", "$.budgets[0].maxTurn", "unknown key; expected name, period, scope")]
    [InlineData("""{"budgets":[{"name":"a","period":"day","maxTurns":1,"scope":{"project":"~/work"}}]}""", "$.budgets[0].scope.project", "matches no project")]
    [InlineData("""{"budgets":[{"name":"a","period":"day","maxTurns":1,"scope":{"project":"/a/../b"}}]}""", "$.budgets[0].scope.project", "expected a whole path")]
    [InlineData("""{"budgets":[{"name":"a","period":"day","maxTurns":1,"scope":{"user":"x"}}]}""", "$.budgets[0].scope.user", "expected project, branch, model, skill, agent")]
    [InlineData("""{"pricing":{"override":[]}}""", "$.pricing.override", "expected overrides")]
    [InlineData("""{"pricing":{"overrides":[{"model":"x","in":1}]}}""", "$.pricing.overrides[0].in", "unknown key; expected model or family")]
    // Words that are none.
    [InlineData("""{"limits":{"maxTurns":{"value":1,"enforcement":"failfast"}}}""", "$.limits.maxTurns.enforcement", "'failfast' is not known; expected fail-fast or post-hoc")]
    [InlineData("""{"limits":{"maxTurns":1,"enforcement":"Fail-Fast"}}""", "$.limits.enforcement", "expected fail-fast or post-hoc")]
    [InlineData("""{"budgets":[{"name":"a","period":"day","maxTurns":1,"enforcement":true}]}""", "$.budgets[0].enforcement", "true is not known")]
    [InlineData("""{"onError":"close"}""", "$.onError", "expected open or closed")]
    [InlineData("""{"onError":null}""", "$.onError", "null is not known")]
    [InlineData("""{"onUnpriced":"strict"}""", "$.onUnpriced", "expected advisory or enforce")]
    [InlineData("""{"basis":"both"}""", "$.basis", "expected transcript, reported or highest")]
    [InlineData("""{"cacheReads":false}""", "$.cacheReads", "expected count or ignore")]
    [InlineData("""{"budgets":[{"name":"a","period":"hour","maxTurns":1}]}""", "$.budgets[0].period", "expected session, day, week, month or total")]
    // Numbers.
    [InlineData("""{"limits":{"maxSpendUSD":-1}}""", "$.limits.maxSpendUSD", "-1 is negative")]
    [InlineData("""{"limits":{"maxTurns":{"value":-0.5}}}""", "$.limits.maxTurns.value", "negative")]
    [InlineData("""{"limits":{"maxTurns":1.5}}""", "$.limits.maxTurns", "1.5 is too fine; expected a whole number")]
    [InlineData("""{"limits":{"maxTokensIn":0.1}}""", "$.limits.maxTokensIn", "too fine")]
    [InlineData("""{"limits":{"maxSpendUSD":0.0000000000001}}""", "$.limits.maxSpendUSD", "too fine; expected an amount in USD")]
    [InlineData("""{"limits":{"maxSpendUSD":1e-30}}""", "$.limits.maxSpendUSD", "too fine")]
    [InlineData("""{"limits":{"maxSpendUSD":1e400}}""", "$.limits.maxSpendUSD", "1e400 is too large")]
    [InlineData("""{"limits":{"maxToolCalls":1000000000001}}""", "$.limits.maxToolCalls", "too large; expected at most 1000000000000")]
    [InlineData("""{"limits":{"maxSpendUSD":"10"}}""", "$.limits.maxSpendUSD", "found a text; expected an amount in USD, such as 10 or 2.50")]
    [InlineData("""{"limits":{"maxSpendUSD":"NaN"}}""", "$.limits.maxSpendUSD", "found a text")]
    [InlineData("""{"limits":{"maxTurns":null}}""", "$.limits.maxTurns", "found null; expected a whole number")]
    [InlineData("""{"limits":{"maxTurns":[1]}}""", "$.limits.maxTurns", "found an array")]
    [InlineData("""{"limits":{"maxTurns":{}}}""", "$.limits.maxTurns.value", "missing; expected a number")]
    [InlineData("""{"limits":{"maxTurns":{"value":{"value":1}}}}""", "$.limits.maxTurns.value", "found an object")]
    // Twice.
    [InlineData("""{"limits":{"maxTurns":1},"limits":{"maxTurns":9}}""", "$.limits", "stands there twice")]
    [InlineData("""{"limits":{"maxTurns":1,"maxTurns":9}}""", "$.limits.maxTurns", "stands there twice")]
    [InlineData("""{"limits":{"maxTurns":1,"max\u0054urns":9}}""", "$.limits.maxTurns", "stands there twice")]
    [InlineData("""{"limits":{"maxTurns":{"value":1,"value":9}}}""", "$.limits.maxTurns.value", "stands there twice")]
    [InlineData("""{"budgets":[{"name":"a","period":"day","maxTurns":1,"maxTurns":2}]}""", "$.budgets[0].maxTurns", "stands there twice")]
    [InlineData("""{"budgets":[{"name":"a","period":"day","maxTurns":1,"scope":{"skill":"x","skill":"y"}}]}""", "$.budgets[0].scope.skill", "stands there twice")]
    [InlineData("""{"budgets":[{"name":"a","period":"day","maxTurns":1},{"name":"a","period":"week","maxTurns":1}]}""", "$.budgets", "two budgets are named 'a'")]
    [InlineData("""{"pricing":{"overrides":[{"model":"x","input":1,"input":0}]}}""", "$.pricing.overrides[0].input", "stands there twice")]
    // Kinds, and what must be there.
    [InlineData("""[]""", "$", "found an array; expected an object")]
    [InlineData("""null""", "$", "found null; expected an object")]
    [InlineData("""{"$schema":3}""", "$.$schema", "expected a text")]
    [InlineData("""{"limits":[]}""", "$.limits", "found an array; expected an object")]
    [InlineData("""{"budgets":{}}""", "$.budgets", "found an object; expected an array")]
    [InlineData("""{"budgets":[7]}""", "$.budgets[0]", "found a number; expected an object")]
    [InlineData("""{"budgets":[{"period":"day","maxTurns":1}]}""", "$.budgets[0].name", "missing")]
    [InlineData("""{"budgets":[{"name":" ","period":"day","maxTurns":1}]}""", "$.budgets[0].name", "found an empty text")]
    [InlineData("""{"budgets":[{"name":"a","maxTurns":1}]}""", "$.budgets[0].period", "missing; expected one of session, day, week, month, total")]
    [InlineData("""{"budgets":[{"name":"a","period":"day"}]}""", "$.budgets[0]", "has no limit")]
    [InlineData("""{"budgets":[{"name":"a","period":"day","maxTurns":1},{"name":"b","period":"day","maxWallTimeSeconds":60}]}""", "$.budgets[1].maxWallTimeSeconds", "a time limit is a session's")]
    [InlineData("""{"budgets":[{"name":"a","period":"day","maxTurns":1,"scope":"x"}]}""", "$.budgets[0].scope", "expected an object")]
    [InlineData("""{"budgets":[{"name":"a","period":"day","maxTurns":1,"scope":{"skill":["x"]}}]}""", "$.budgets[0].scope.skill", "found an array; expected a text")]
    [InlineData("""{"limits":{"maxTurns":1,"warnAt":0.8}}""", "$.limits.warnAt", "expected an array")]
    [InlineData("""{"limits":{"maxTurns":1,"warnAt":[0.5,80]}}""", "$.limits.warnAt[1]", "80 is no share")]
    [InlineData("""{"limits":{"maxTurns":1,"warnAt":[0]}}""", "$.limits.warnAt[0]", "more than 0 and less than 1")]
    [InlineData("""{"budgets":[{"name":"a","period":"day","maxTurns":1,"warnAt":["half"]}]}""", "$.budgets[0].warnAt[0]", "no share")]
    [InlineData("""{"protect":"yes"}""", "$.protect", "expected true, false, or an array")]
    [InlineData("""{"protect":["a",1]}""", "$.protect[1]", "expected a text")]
    [InlineData("""{"pricing":[]}""", "$.pricing", "expected an object")]
    [InlineData("""{"pricing":{"overrides":{}}}""", "$.pricing.overrides", "expected an array")]
    [InlineData("""{"pricing":{"overrides":[{"model":"x","input":-1}]}}""", "$.pricing.overrides[0].input", "-1")]
    [InlineData("""{"pricing":{"overrides":[{"model":"x","input":1e400}]}}""", "$.pricing.overrides[0].input", "not a price")]
    [InlineData("""{"pricing":{"overrides":[{"model":"x","input":"NaN"}]}}""", "$.pricing.overrides[0].input", "not a price")]
    // Not JSON at all.
    [InlineData("", "$", "is empty")]
    [InlineData(" \r\n\t", "$", "is empty")]
    [InlineData("{\"limits\":{\"maxTurns\":1,}}", "$", "not valid JSON (line 1, byte 25)")]
    [InlineData("{\n// ten\n\"limits\":{}}", "$", "not valid JSON (line 2, byte 1)")]
    [InlineData("{\"limits\":{\"maxSpendUSD\":NaN}}", "$", "NaN")]
    [InlineData("{\"limits\":{\"maxSpendUSD\":-Infinity}}", "$", "Infinity")]
    [InlineData("{\"limits\":{\"maxTurns\":1}", "$", "not valid JSON")]
    [InlineData("{} {}", "$", "not valid JSON")]
    [InlineData("""{"onError":"\ud800"}""", "$", "half of a character")]
    [InlineData("""{"\ud800":1}""", "$", "half of a character")]
    public void Each_error_names_file_path_and_what_is_allowed(string json, string path, string words)
    {
        var error = Assert.Single(Reading.Errors(json));

        Assert.StartsWith($"{Reading.File}: {path}: ", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_told_at_once() => Assert.Equal(5, Reading.Errors(
        """{"limits":{"maxTurns":-1,"maxTurn":1},"budgets":[{"maxTurns":1}],"onError":"x"}""").Count);

    [Theory]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    [InlineData(new byte[] { 0xff, 0xfe, (byte)'{', 0, (byte)'}', 0 })]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xed, 0xa0, 0x80, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    public void Text_that_is_not_UTF_8_is_told(byte[] json) => Assert.Contains("not UTF-8", Assert.Single(Reading.Errors(json)), StringComparison.Ordinal);

    [Fact]
    public void Ten_thousand_levels_are_an_error_and_no_crash()
    {
        var deep = Encoding.UTF8.GetBytes($$"""{"budgets":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""");

        Assert.Contains("more than 64 levels", Assert.Single(Reading.Errors(deep)), StringComparison.Ordinal);
    }
}
