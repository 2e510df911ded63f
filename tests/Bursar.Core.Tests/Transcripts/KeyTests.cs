namespace Bursar.Tests.Transcripts;

/// <summary>Ids of the API are unique; those of gateways are not.</summary>
public sealed class KeyTests
{
    private const string Earlier = "2026-11-01T10:00:00.000Z";
    private const string Later = "2026-11-01T10:00:09.000Z";

    [Fact]
    public void An_id_of_the_API_is_one_response_also_without_request_id_and_at_two_times()
    {
        Assert.Single(Reading.Of(Line.Assistant("msg_1").Request(null).At(Earlier), Line.Assistant("msg_1").Request(null).At(Later)).Responses);
    }

    [Fact]
    public void An_id_of_the_API_is_one_response_also_under_two_request_ids()
    {
        Assert.Single(Reading.Of(Line.Assistant("msg_1").Request("req_1"), Line.Assistant("msg_1").Request("req_2")).Responses);
    }

    [Fact]
    public void A_gateways_id_at_two_times_is_two_responses()
    {
        Assert.Equal(2, Reading.Of(Line.Assistant("chat-1").Request(null).At(Earlier), Line.Assistant("chat-1").Request(null).At(Later)).Responses.Count);
    }

    [Fact]
    public void A_gateways_id_at_one_time_is_one_response()
    {
        Assert.Single(Reading.Of(Line.Assistant("chat-1").Request(null).At(Earlier), Line.Assistant("chat-1").Request(null).At(Earlier)).Responses);
    }

    [Fact]
    public void A_gateways_id_in_two_sessions_is_two_responses()
    {
        Assert.Equal(2, Reading.Of(Line.Assistant("chat-1").Request(null).Session("a"), Line.Assistant("chat-1").Request(null).Session("b")).Responses.Count);
    }

    [Fact]
    public void A_gateways_id_with_one_request_id_is_one_response_at_whatever_time()
    {
        Assert.Single(Reading.Of(Line.Assistant("chat-1").Request("r").At(Earlier), Line.Assistant("chat-1").Request("r").At(Later)).Responses);
    }

    [Fact]
    public void A_gateways_id_that_is_used_again_with_another_request_id_is_two_responses()
    {
        Assert.Equal(2, Reading.Of(Line.Assistant("chat-1").Request("r1"), Line.Assistant("chat-1").Request("r2")).Responses.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_an_id_the_lines_uuid_decides(string? id)
    {
        Assert.Equal(2, Reading.Of(Line.Assistant(id).Uuid("u1"), Line.Assistant(id).Uuid("u2"), Line.Assistant(id).Uuid("u2")).Responses.Count);
    }

    [Fact]
    public void Without_id_and_uuid_equal_lines_are_one_response()
    {
        Assert.Equal(2, Reading.Of(Line.Assistant(null).Uuid(null).Output(1), Line.Assistant(null).Uuid(null).Output(1), Line.Assistant(null).Uuid(null).Output(2)).Responses.Count);
    }

    [Fact]
    public void An_id_is_the_same_however_its_letters_are_escaped()
    {
        var plain = Line.Assistant("msg_1").ToString();

        Assert.Single(Reading.Of(plain + "\n" + plain.Replace("\"msg_1\"", "\"m\\u0073g_1\"", StringComparison.Ordinal) + "\n").Responses);
    }
}
