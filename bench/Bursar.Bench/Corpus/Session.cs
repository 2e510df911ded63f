using Bursar.Bench.Books;

namespace Bursar.Bench.Corpus;

/// <summary>A file of the corpus: where it goes under the config root, and what is in it.</summary>
internal sealed record CorpusFile(string Path, Transcript? Transcript, string Text);

/// <summary>
/// Everything that comes of one session: its transcript, its subagents', and perhaps a fork. Sessions share nothing, so
/// they can be made on all cores and still be the same for a seed.
/// </summary>
internal sealed class Session
{
    private readonly Dice _dice;
    private readonly Prose _prose;
    private readonly bool _unknownModels;
    private readonly string _folder;
    private readonly Thread _main;

    public Session(CorpusPlan plan, Prose prose, long number)
    {
        _dice = Dice.For(plan.Seed, number);
        _prose = prose;
        _unknownModels = plan.UnknownModels;
        Project project = _dice.PickEarly(World.Projects);
        _main = new Thread(Names.Uuid(_dice), project, Versions.Pick(_dice), _dice.PickEarly(project.Branches));
        _folder = $"projects/{Names.Folder(project.Cwd)}";

        (Transcript original, HistoryMark mark) = Talk(_main, plan.StartOfSession(_dice), null, default);
        if (_dice.Chance(0.06))
        {
            // A fork begins after the original's last line, and copies lines from before that.
            var fork = _main with { SessionId = Names.Uuid(_dice) };
            Talk(fork, original.LastTime + _dice.Between(60_000, 7_200_000), original, mark);
        }
    }

    public List<CorpusFile> Files { get; } = [];

    public List<Response> Responses { get; } = [];

    private (Transcript Transcript, HistoryMark Mark) Talk(Thread thread, long time, Transcript? forkedFrom, HistoryMark history)
    {
        var transcript = new Transcript(thread, _dice);
        var lines = new BookkeepingLines(transcript, _prose, _dice);
        var conversation = new Conversation(transcript, new Meter(_dice, _dice.Chance(0.6), _dice.Between(14_000, 22_000)), _prose, _dice, Responses)
        {
            Model = World.PickModel(_dice, time, _unknownModels),
            StartAgent = (call, start, skill) => RunAgent(thread, call, start, skill),
        };

        if (forkedFrom is not null)
        {
            lines.Queue("enqueue", time);
            transcript.CopyHistory(forkedFrom, history);
        }
        else if (_dice.Chance(0.15))
        {
            lines.Summary();
        }

        HistoryMark mark = transcript.Mark();
        for (long turns = _dice.LogNormal(2.3, 1.3, 1, 400), i = 0; i < turns; i++)
        {
            if (_dice.Chance(0.04))
            {
                conversation.Model = World.PickModel(_dice, time, _unknownModels);
            }

            time = Turn(transcript, lines, conversation, time);
            time += _dice.LogNormal(60_000, 1.6, 2_000, 40_000_000);
            mark = i <= turns / 2 ? transcript.Mark() : mark;
        }

        Files.Add(new CorpusFile($"{_folder}/{thread.SessionId}.jsonl", transcript, ""));
        return (transcript, mark);
    }

    private long Turn(Transcript transcript, BookkeepingLines lines, Conversation conversation, long time)
    {
        var prompt = new PromptLine(transcript, _prose, _dice);
        lines.Queue("enqueue", time);
        lines.Queue("dequeue", time + 1);
        lines.Snapshot(time + 2, update: false);
        string? skill = prompt.Write(time + 3);
        for (int i = 0; i < 4 && _dice.Chance(0.6); i++)
        {
            lines.Attachment(time + 4);
        }

        long end = conversation.Turn(time + 10, _dice.LogNormal(4.2, 0.95, 1, 80), skill);
        if (_dice.Chance(0.01))
        {
            lines.ApiError(end);
            new AssistantLines(transcript, _prose, _dice).Synthetic(end + 5);
        }

        lines.Snapshot(end, update: true);
        lines.TurnDuration(end + 3, end - time);
        lines.LastPrompt();
        if (_dice.Chance(0.4))
        {
            lines.Mode();
            lines.Title();
        }

        return end;
    }

    private AgentOutcome RunAgent(Thread parent, ToolCall call, long start, string? skill)
    {
        string id = Names.Agent(_dice);
        var thread = parent with { AgentId = id, AgentType = call.Detail, Depth = parent.Depth + 1 };
        var transcript = new Transcript(thread, _dice);
        var conversation = new Conversation(transcript, new Meter(_dice, false, _dice.Between(6_000, 12_000)), _prose, _dice, Responses)
        {
            Model = World.PickModel(_dice, start, _unknownModels),
            StartAgent = thread.Depth < 2 && _dice.Chance(0.1) ? (inner, time, s) => RunAgent(thread, inner, time, s) : null,
        };
        new PromptLine(transcript, _prose, _dice).WriteTask(start + 5);
        long end = conversation.Turn(start + 20, _dice.LogNormal(9, 0.8, 1, 90), skill);

        string path = $"{_folder}/{thread.SessionId}/subagents/agent-{id}";
        Files.Add(new CorpusFile(path + ".jsonl", transcript, ""));
        Files.Add(new CorpusFile(path + ".meta.json", null,
            $$"""{"agentType":"{{call.Detail}}","description":"task","toolUseId":"{{call.Id}}","spawnDepth":{{thread.Depth}}}"""));
        return new AgentOutcome(id, end + 30, conversation.LastUsage);
    }
}
