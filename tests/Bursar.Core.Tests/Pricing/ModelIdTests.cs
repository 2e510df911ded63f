using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Tests.Pricing;

/// <summary>Every form in which a model is named, and names that only look like one.</summary>
public sealed class ModelIdTests
{
    private static readonly PriceTable Table = PriceTable.Embedded();

    private static string? Resolve(string id) => ModelId.Resolve(id, Table.Names, out _)?.Id;

    public static TheoryData<string, string> EveryId()
    {
        var data = new TheoryData<string, string>();
        foreach (var model in Facts.Models)
        {
            foreach (var id in ((string[])[model.Id, .. model.Aliases, .. model.Bedrock, .. model.Vertex]).Distinct())
            {
                data.Add(id, model.Id);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryId))]
    public void Every_id_of_the_facts_is_known_in_every_wrapping(string id, string model)
    {
        Assert.All((string[])[id, id + "[1m]", id + "[2m]", id + "[1M]", " " + id, "anthropic/" + id, "vertex_ai/" + id, "bedrock/" + id, "azure_ai/" + id, "openrouter/anthropic/" + id], form => Assert.Equal(model, Resolve(form)));
    }

    [Fact]
    public void Every_region_of_Bedrock_and_every_ARN()
    {
        foreach (var model in Facts.Models)
        {
            foreach (var id in model.Bedrock)
            {
                foreach (var region in (string[])["", "us.", "eu.", "apac.", "au.", "jp.", "in.", "us-gov.", "global."])
                {
                    Assert.All((string[])[region + id, "bedrock/" + region + id, region + id + "[1m]", "arn:aws:bedrock:us-east-1:123456789012:inference-profile/" + region + id, "arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/" + region + id, "arn:aws:bedrock:eu-west-1::foundation-model/" + region + id],
                        form => Assert.Equal(model.Id, Resolve(form)));
                }
            }
        }
    }

    [Fact]
    public void Endpoints_of_a_region_cost_a_tenth_more_from_4_5_on_and_global_ones_do_not()
    {
        var usage = new Usage { Input = 1_000_000 };
        foreach (var model in Facts.Models.Where(model => model.Bedrock.Length > 0))
        {
            var period = model.Periods[^1];
            var rates = period.Long ?? period.Rates;
            var at = period.From ?? new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
            Bills.Costs(rates.Input, Bills.Price(model.Bedrock[0], at, usage));
            Bills.Costs(rates.Input, Bills.Price("global." + model.Bedrock[0], at, usage));
            Assert.All((string[])["us.", "eu.", "apac.", "au.", "jp.", "in.", "us-gov."], region => Bills.Costs(rates.Input * (model.HasRegionalSurcharge ? 1.1m : 1), Bills.Price(region + model.Bedrock[0], at, usage)));
        }
    }

    [Theory]
    [InlineData("openrouter/anthropic/claude-opus-5.5", "claude-opus-5-5")]
    [InlineData("anthropic/claude-sonnet-4.5", "claude-sonnet-4-5")]
    [InlineData("anthropic/claude-3.5-haiku", "claude-3-5-haiku")]
    [InlineData("claude-fable-5.2", "claude-fable-5-2")]
    [InlineData("claude-opus-4-8-20260528", "claude-opus-4-8")]
    [InlineData("claude-opus-5-5@latest", "claude-opus-5-5")]
    [InlineData("claude-opus-5-5@20260922", "claude-opus-5-5")]
    [InlineData("anthropic.claude-opus-5-v1:0", "claude-opus-5")]
    public void Dots_dates_and_versions(string id, string model) => Assert.Equal(model, Resolve(id));

    [Theory]
    [InlineData("claude-sonnet-5", "claude-sonnet-5")]
    [InlineData("claude-sonnet-5-5", "claude-sonnet-5-5")]
    [InlineData("claude-opus-4", "claude-opus-4")]
    [InlineData("claude-fable-5-1", "claude-fable-5-1")]
    [InlineData("claude-opus-4-9", null)]
    [InlineData("claude-sonnet-5-5-5", null)]
    [InlineData("claude-sonnet-5-5-preview", null)]
    [InlineData("claude-sonnet", null)]
    [InlineData("claude", null)]
    [InlineData("sonnet", null)]
    [InlineData("my-claude-sonnet-5", null)]
    [InlineData("claude-opus-4-80", null)]
    [InlineData("Claude-Opus-4-8", null)]
    [InlineData("mars.anthropic.claude-opus-4-8", null)]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123", null)]
    [InlineData("gpt-5", null)]
    [InlineData("", null)]
    [InlineData("@", null)]
    [InlineData("[1m]", null)]
    [InlineData("anthropic.", null)]
    public void A_name_matches_whole_or_not_at_all(string id, string? model) => Assert.Equal(model, Resolve(id));

    [Fact]
    public void An_unknown_model_is_unpriced()
    {
        var price = Bills.Price("claude-opus-4-9", new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), Bills.Small);

        Assert.Equal((Unpriced.UnknownModel, 0L), (price.Unpriced, price.Pico));
    }
}
