using Bursar.Transcripts;

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
    public void A_line_of_a_gateway_that_stands_there_twice_is_one_response()
    {
        Assert.Single(Reading.Of(Line.Assistant("chat-1").Request(null).Uuid("u"), Line.Assistant("chat-1").Request(null).Uuid("u")).Responses);
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

    /// <summary>A gateway's response of some blocks, each a line and the child of the one before.</summary>
    private static Line[] Blocks(string id, string first, int seconds, params string[] uuids) =>
        [.. uuids.Select((uuid, i) => Line.Assistant(id).Request(null).Uuid(uuid).Parent(i == 0 ? first : uuids[i - 1]).At($"2026-11-01T10:00:{seconds + i:00}Z").Input(seconds).Output(10))];

    [Fact]
    public void Blocks_of_a_gateways_response_are_one_response_also_with_a_tools_result_between_them()
    {
        var blocks = Blocks("gen-1", "u0", 1, "u1", "u2", "u3");
        Line[] lines = [blocks[0], blocks[1], Line.User("2026-11-01T10:00:04Z").Uuid("r1").Parent("u1"), blocks[2]];
        Assert.Equal(10, Reading.Of(lines).Only.Usage.Output);

        // A tool that ends while the rest still comes: the next block is its result's child.
        blocks[2].Parent("r1");
        Assert.Equal(10, Reading.Of(lines).Only.Usage.Output);
    }

    [Fact]
    public void Early_lines_of_a_gateways_response_are_the_parents_of_its_later_ones()
    {
        var blocks = Blocks("same", "u0", 1, "u1", "u2", "u3");
        blocks[0].Output(1).Stop(null);
        blocks[1].Output(1).Stop(null);

        Assert.Equal(10, Reading.Of(blocks).Only.Usage.Output);
    }

    [Fact]
    public void An_answer_that_goes_on_where_the_one_before_was_cut_is_another_response()
    {
        Assert.Equal(3, Reading.Of([.. Blocks("same", "u0", 1, "u1"), .. Blocks("same", "u1", 2, "u2"), .. Blocks("same", "u2", 3, "u3")]).Responses.Count);
    }

    [Fact]
    public void A_gateway_that_tells_no_usage_has_a_response_for_each_chain()
    {
        Line[] lines = [.. Blocks("same", "u0", 0, "u1", "u2"), Line.User("2026-11-01T10:00:04Z").Uuid("r1").Parent("u2"), .. Blocks("same", "r1", 0, "u3", "u4")];

        Assert.Equal(2, Reading.Of([.. lines.Select(line => line.ToString().StartsWith("{\"parentUuid\":null,\"type\":\"user", StringComparison.Ordinal) ? line : Zero(line))]).Responses.Count);
        static Line Zero(Line line) => line.Json.ContainsKey("message") && line.Json["message"]!["usage"] is not null ? line.Output(0) : line;
    }

    [Fact]
    public void A_gateway_with_one_id_for_all_has_as_many_responses_as_were_made()
    {
        Line[] lines = [.. Blocks("same", "u0", 1, "u1", "u2"), Line.User("2026-11-01T10:00:04Z").Uuid("r1").Parent("u2"), .. Blocks("same", "r1", 11, "u3", "u4", "u5")];

        Assert.Equal(2, Reading.Of(lines).Responses.Count);
        Assert.Equal([.. Reading.Of(lines[..2]).Keys, .. Reading.Of(lines[3..]).Keys], Reading.Of(lines).Keys);
    }

    [Fact]
    public void A_fork_of_a_gateways_session_has_the_same_responses()
    {
        var lines = Blocks("gen-1", "u0", 1, "u1", "u2");

        Assert.Equal(Reading.Of(lines).Keys, Reading.Of([.. lines.Select(line => line.Copy().Session("fork"))]).Keys);
    }

    [Fact]
    public void Read_in_pieces_blocks_stay_together()
    {
        using var folder = new TempFolder();
        var lines = Blocks("gen-1", "u0", 1, "u1", "u2", "u3").Concat(Blocks("gen-1", "r1", 21, "u4", "u5")).Select(line => line + "\n").ToList();
        var expected = Reading.Of(string.Concat(lines)).Keys;
        var position = TranscriptPosition.Beginning;
        var keys = new HashSet<string>();
        for (var count = 1; count <= lines.Count; count++)
        {
            var path = folder.Write("-home-user-project/s.jsonl", System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Take(count))));
            using var handle = File.OpenHandle(path);
            var batch = new ResponseBatch();
            (position, _) = new TranscriptReader().Read(handle, TranscriptFile.FromPath(folder.Path, path)!, position, batch, new LineProblemCounts());
            keys.UnionWith(Enumerable.Range(0, batch.Count).Select(i => System.Text.Encoding.UTF8.GetString(batch.Key(i))));
        }

        Assert.Equal(expected.Order(), keys.Order());
        Assert.Equal(2, keys.Count);
    }

    [Theory]
    [InlineData("msg_bdrk_01", "bedrock")]
    [InlineData("msg_vrtx_01", "vertex")]
    [InlineData("msg_01", null)]
    public void Ids_tell_which_cloud_platform_a_response_is_of(string id, string? platform)
    {
        Assert.Equal(platform, Reading.Of(Line.Assistant(id)).Only.InferenceGeo);
        Assert.Equal("us", Reading.Of(Line.Assistant(id).Count("inference_geo", "us")).Only.InferenceGeo);
    }
}
