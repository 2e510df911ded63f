using System.Text;
using System.Text.Json.Nodes;
using Bursar.Guard.StatusLine;

namespace Bursar.Guard.Tests.StatusLine;

/// <summary>Template, width and colours.</summary>
public sealed class LayoutTests
{
    private const string Policy = """{"budgets":[{"name":"daily","period":"day","maxSpendUSD":5}]}""";

    [Fact]
    public void The_user_words_the_line()
    {
        using var home = new GuardedHome(Policy);
        home.Responds(100_000, 20_000);
        home.Configure("""{"statusLine":{"template":"cost {session} of {today} | {left} | {context} | by {client}"}}""");

        Assert.Equal("cost $1.00 of $1.00 | \e[32m$4 left of $5 today\e[0m | by $0.50", home.Line());
    }

    [Fact]
    public void A_name_that_is_no_field_is_shown_as_it_stands_and_told_on_stderr()
    {
        using var home = new GuardedHome();
        home.Configure("""{"statusLine":{"template":"{model} · {cost} · { · }","colour":true}}""");
        var outcome = StatusRunner.Run(Encoding.UTF8.GetBytes(home.Input().ToJsonString()), home.Environment, CancellationToken.None);

        Assert.Equal("Opus 4.8 · {cost} · { · }", Lines.Read(outcome));
        Assert.Contains("{cost} is no field", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"statusLine":3}""")]
    [InlineData("""{"statusLine":{"template":7}}""")]
    [InlineData("""{"statusLine":{"template":" "}}""")]
    [InlineData("[]")]
    public void Configuration_that_cannot_be_used_leaves_the_default(string config)
    {
        using var home = new GuardedHome();
        home.Responds(100_000, 20_000);
        home.Line();
        home.Configure(config);

        Assert.Equal("Opus 4.8 · $1.00 · $1.00 today · $12.00/h", home.Line());
    }

    [Fact]
    public void Where_there_is_no_room_the_less_important_goes_first()
    {
        using var home = new GuardedHome(Policy);
        home.Responds(100_000, 20_000);
        var lines = new List<string>();
        for (var width = 120; width > 0; width--)
        {
            home.Variables["COLUMNS"] = FormattableString.Invariant($"{width + 4}");
            var line = Lines.Plain(home.Line(input =>
            {
                input["context_window"] = new JsonObject { ["used_percentage"] = 42 };
                input["rate_limits"] = JsonNode.Parse("""{"five_hour":{"used_percentage":23.5},"seven_day":{"used_percentage":41}}""");
            }));
            Assert.True(DisplayText.Width(line) <= width, $"{width}: {line}");
            if (lines.Count == 0 || lines[^1] != line)
            {
                lines.Add(line);
            }
        }

        Assert.Equal(
            [
                "Opus 4.8 · $1.00 · $1.00 today · $4 left of $5 today · $12.00/h · 42% context · 5h 24% · 7d 41%",
                "Opus 4.8 · $1.00 · $1.00 today · $4 left of $5 today · $12.00/h · 42% context · 5h 24%",
                "Opus 4.8 · $1.00 · $1.00 today · $4 left of $5 today · $12.00/h · 42% context",
                "Opus 4.8 · $1.00 · $1.00 today · $4 left of $5 today · 42% context",
                "Opus 4.8 · $1.00 · $1.00 today · $4 left of $5 today",
                "$1.00 · $1.00 today · $4 left of $5 today",
                "$1.00 · $4 left of $5 today",
                "$4 left of $5 today",
                "$4 left of $5 tod…",
            ],
            lines.Take(9));
        Assert.Equal("…", lines[^1]);
    }

    [Fact]
    public void Wide_letters_count_twice_and_marks_not_at_all()
    {
        using var home = new GuardedHome();
        home.Configure("""{"statusLine":{"template":"{model}"}}""");
        home.Variables["COLUMNS"] = "11";

        Assert.Equal("模型模…", home.Line(input => input["model"] = "模型模型模型"));
        Assert.Equal("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", home.Line(input => input["model"] = "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301"));
    }

    [Fact]
    public void No_colours_where_none_are_wanted()
    {
        using var home = new GuardedHome(Policy);
        home.Responds(100_000, 20_000);
        Assert.Contains('\e', home.Line());

        home.Configure("""{"statusLine":{"color":false}}""");
        Assert.DoesNotContain('\e', home.Line());

        File.Delete(home["bursar/config.json"]);
        home.Variables["NO_COLOR"] = "1";
        Assert.DoesNotContain('\e', home.Line());
    }

    [Fact]
    public void A_models_name_cannot_steer_the_terminal()
    {
        using var home = new GuardedHome();
        home.Configure("""{"statusLine":{"template":"{model}\u001b[2J\n·"}}""");

        Assert.Equal("[31mOpus]0;titled[2J·", home.Line(input => input["model"]!["display_name"] = "\e[31mOp\nus\u009d\u202e\u200b\e]0;title\ad"));
    }

    [Fact]
    public void With_nothing_to_say_there_is_still_a_line()
    {
        using var home = new GuardedHome();
        home.Configure("""{"statusLine":{"template":"{left}"}}""");

        Assert.Equal("Opus 4.8", home.Line());
        Assert.Equal("bursar", home.Line([]));
    }

    [Fact]
    public void The_context_is_reckoned_where_the_client_does_not_tell_its_share()
    {
        using var home = new GuardedHome();

        Assert.Contains("8% context", home.Line(input => input["context_window"] = JsonNode.Parse("""{"context_window_size":200000,"used_percentage":null,"current_usage":{"input_tokens":8500,"output_tokens":99999,"cache_creation_input_tokens":5000,"cache_read_input_tokens":2000}}""")).Replace("\e[32m", "", StringComparison.Ordinal).Replace("\e[0m", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("context", home.Line(input => input["context_window"] = JsonNode.Parse("""{"context_window_size":0,"current_usage":{"input_tokens":8500}}""")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_window_that_has_begun_anew_is_not_shown()
    {
        using var home = new GuardedHome();
        string Plan(DateTimeOffset resets) => Lines.Plain(home.Line(input => input["rate_limits"] = new JsonObject { ["five_hour"] = new JsonObject { ["used_percentage"] = 99.6, ["resets_at"] = resets.ToUnixTimeSeconds() } }));

        Assert.EndsWith("· 5h 100%", Plan(home.Clock.Now.AddMinutes(1)), StringComparison.Ordinal);
        Assert.DoesNotContain("5h", Plan(home.Clock.Now.AddMinutes(-1)), StringComparison.Ordinal);
    }
}
