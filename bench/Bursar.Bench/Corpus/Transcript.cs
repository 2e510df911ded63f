namespace Bursar.Bench.Corpus;

/// <summary>One transcript file in the making: the envelope around each line, and the chain of parents.</summary>
internal sealed class Transcript(Thread thread, Dice dice)
{
    private string? _parent;

    public Thread Thread { get; } = thread;

    public Utf8Text Text { get; } = new();

    public long Lines { get; private set; }

    public long AssistantLines { get; private set; }

    public long LastTime { get; private set; }

    /// <summary>Starts a line of the conversation; <see cref="Close"/> ends it.</summary>
    public void Open()
    {
        Text.Add(_parent is null ? "{\"parentUuid\":null," : $"{{\"parentUuid\":\"{_parent}\",");
        Text.Add($"\"isSidechain\":{!Thread.IsMain},");
        if (Thread.AgentId is { } agent)
        {
            Text.Add($"\"agentId\":\"{agent}\",");
        }
    }

    public void Close(string type, long time, Stamps? stamps = null)
    {
        string uuid = Names.Uuid(dice);
        Text.Add($"\"type\":\"{type}\",\"uuid\":\"{uuid}\",\"timestamp\":\"{Names.Instant(time)}\",\"userType\":\"external\",\"entrypoint\":\"cli\",");
        Text.Add($"\"cwd\":\"{Thread.Project.Cwd}\",\"sessionId\":\"{Thread.SessionId}\",\"version\":\"{Thread.Version}\",\"gitBranch\":\"{Thread.Branch}\"");
        Stamp(stamps ?? default, type == "assistant");
        Text.Add("}\n"u8);
        _parent = uuid;
        LastTime = Math.Max(LastTime, time);
        Lines++;
        AssistantLines += type == "assistant" ? 1 : 0;
    }

    /// <summary>Ends a line that is not part of the conversation and was written to <see cref="Text"/> whole.</summary>
    public void EndLine()
    {
        Text.Add("\n"u8);
        Lines++;
    }

    /// <summary>
    /// Takes over the conversation so far as a forked session does: the same lines, message ids and instants under the
    /// new session's id.
    /// </summary>
    public void CopyHistory(Transcript from, HistoryMark mark)
    {
        Text.Add(from.Text.Span[..mark.Length]);
        Text.Overwrite(System.Text.Encoding.ASCII.GetBytes(from.Thread.SessionId), System.Text.Encoding.ASCII.GetBytes(Thread.SessionId));
        _parent = mark.Parent;
        Lines += mark.Lines;
        AssistantLines += mark.AssistantLines;
    }

    public HistoryMark Mark() => new(Text.Length, Lines, AssistantLines, _parent);

    private void Stamp(Stamps stamps, bool assistant)
    {
        if (!assistant)
        {
            return;
        }

        Add("attributionAgent", Thread.AgentType);
        Add("attributionSkill", stamps.Skill);
        Add("attributionMcpServer", stamps.McpServer);
        Add("attributionMcpTool", stamps.McpTool);

        // The client names the plugin of whatever comes from one; a plugin's parts are called plugin:part.
        string? ofPlugin = new[] { stamps.Skill, Thread.AgentType }.FirstOrDefault(name => name?.Contains(':') == true);
        Add("attributionPlugin", ofPlugin?.Split(':')[0]);
    }

    private void Add(string name, string? value)
    {
        if (value is not null)
        {
            Text.Add($",\"{name}\":\"{value}\"");
        }
    }
}

/// <summary>Where a fork may cut a transcript.</summary>
internal readonly record struct HistoryMark(int Length, long Lines, long AssistantLines, string? Parent);
