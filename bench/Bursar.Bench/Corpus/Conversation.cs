using Bursar.Bench.Books;

namespace Bursar.Bench.Corpus;

/// <summary>One thread talking to the API: turns of requests, their tool calls and what comes back.</summary>
internal sealed class Conversation(Transcript transcript, Meter meter, Prose prose, Dice dice, List<Response> responses)
{
    private const double NeverSettled = 0.2;
    private const double EarlySnapshots = 0.3;
    private readonly AssistantLines _assistant = new(transcript, prose, dice);
    private readonly BookkeepingLines _bookkeeping = new(transcript, prose, dice);
    private readonly ToolResultLine _results = new(transcript, prose, dice);
    private Stamps _stamps;

    public required string Model { get; set; }

    /// <summary>Runs a subagent for a call made at an instant; null in threads that start none.</summary>
    public Func<ToolCall, long, string?, AgentOutcome>? StartAgent { get; init; }

    public Usage LastUsage { get; private set; }

    /// <returns>When the turn ended.</returns>
    public long Turn(long time, long requests, string? skill)
    {
        _stamps = new Stamps(skill, null, null);
        for (long left = requests; left > 0; left--)
        {
            if (meter.Full)
            {
                _bookkeeping.Compacted(time, meter.Compact());
                time += 10;
            }

            time = Respond(time + dice.Between(20, 400), final: left == 1);
        }

        return time;
    }

    private long Respond(long time, bool final)
    {
        time = AwayFromMidnight(time);
        Usage usage = meter.Request(time);
        List<Block> blocks = Blocks(final);
        var reply = new Reply(Model, Names.Message(dice), Names.Request(dice), usage, final ? "end_turn" : "tool_use");

        // The client settled its main files in 2.1.97; subagent files still hold responses whose last snapshot never came.
        bool oldMain = transcript.Thread.IsMain && transcript.Thread.Version == Versions.BeforeSettling;
        bool settled = transcript.Thread.IsMain || !dice.Chance(NeverSettled);
        bool early = !settled || ((oldMain || !transcript.Thread.IsMain) && dice.Chance(EarlySnapshots));
        long placeholder = dice.Between(1, 5);

        var unanswered = new List<ToolCall>();
        for (int i = 0; i < blocks.Count; i++)
        {
            bool last = i == blocks.Count - 1;
            time += dice.Between(200, 4_000);
            _assistant.Write(reply, blocks[i], time, early && !(last && settled) ? placeholder : null, _stamps);
            if (blocks[i].Call is not { } call)
            {
                continue;
            }

            // A quick tool answers while the response is still coming in.
            if (!last && call.Kind == ToolKind.Plain && dice.Chance(0.1))
            {
                meter.Grow(_results.Write(call, time + 50, null));
            }
            else
            {
                unanswered.Add(call);
            }
        }

        LastUsage = settled ? usage : usage with { Output = placeholder };
        responses.Add(new Response(Model, Names.Day(time), transcript.Thread.SessionId, LastUsage, transcript.Thread.IsMain, settled));
        return Answer(unanswered, time);
    }

    private long Answer(List<ToolCall> calls, long time)
    {
        foreach (ToolCall call in calls)
        {
            for (int i = 0; dice.Chance(0.5) && i < 5; i++)
            {
                _bookkeeping.Progress(time += dice.Between(50, 1_000), call.Id);
            }

            AgentOutcome? agent = call.Kind == ToolKind.Agent ? StartAgent!(call, time, _stamps.Skill) : null;
            time = agent?.Ended ?? time + dice.LogNormal(700, 1.5, 20, 240_000);
            meter.Grow(_results.Write(call, time, agent));
            _stamps = call.Kind switch
            {
                ToolKind.Skill => _stamps with { Skill = call.Detail },
                ToolKind.Mcp => _stamps with { McpServer = call.Detail, McpTool = call.McpTool },
                _ => _stamps,
            };
        }

        for (int i = 0; dice.Chance(0.5) && i < 5; i++)
        {
            _bookkeeping.Attachment(time + 5);
        }

        return time;
    }

    private List<Block> Blocks(bool final)
    {
        var blocks = new List<Block>();
        bool thinks = dice.Chance(0.62);
        bool talks = final || dice.Chance(0.6);
        if (thinks)
        {
            blocks.Add(new Block(null, IsThinking: true));
        }

        if (talks)
        {
            blocks.Add(new Block(null));
        }

        for (int calls = final ? 0 : dice.Chance(0.4) ? 2 : 1; calls > 0; calls--)
        {
            blocks.Add(new Block(ToolCall.Roll(dice, StartAgent is not null)));
        }

        return blocks;
    }

    // A response whose lines lie on two UTC days has no one right day; the known totals must not depend on that choice.
    private static long AwayFromMidnight(long time)
    {
        const long Day = 86_400_000;
        long left = Day - time % Day;
        return left < 60_000 ? time + left : time;
    }
}
