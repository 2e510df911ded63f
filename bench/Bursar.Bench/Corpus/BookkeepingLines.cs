namespace Bursar.Bench.Corpus;

/// <summary>The lines that carry no usage: most kinds of lines, and what a reader should step over cheaply.</summary>
internal sealed class BookkeepingLines(Transcript transcript, Prose prose, Dice dice)
{
    private readonly Utf8Text _text = transcript.Text;
    private readonly string _session = transcript.Thread.SessionId;

    public void Summary()
    {
        _text.Add($$"""{"type":"summary","summary":"{{prose.Text(dice, 30)}}","leafUuid":"{{Names.Uuid(dice)}}"}""");
        transcript.EndLine();
    }

    public void Queue(string operation, long time)
    {
        _text.Add($$"""{"type":"queue-operation","operation":"{{operation}}","timestamp":"{{Names.Instant(time)}}","sessionId":"{{_session}}"}""");
        transcript.EndLine();
    }

    public void Snapshot(long time, bool update)
    {
        string message = Names.Uuid(dice);
        _text.Add($$"""{"type":"file-history-snapshot","messageId":"{{message}}","snapshot":{"messageId":"{{message}}","trackedFileBackups":{""");
        for (long files = dice.Between(0, 6), i = 0; i < files; i++)
        {
            _text.Add(i == 0 ? "" : ",");
            _text.Add($$"""
                "src/part{{dice.Between(1, 90)}}-{{i}}.ts":{"backupFileName":"{{Names.Agent(dice)}}@v{{i + 1}}","version":{{i + 1}},"backupTime":"{{Names.Instant(time)}}"}
                """);
        }

        _text.Add($$"""},"timestamp":"{{Names.Instant(time)}}"},"isSnapshotUpdate":{{update}}}""");
        transcript.EndLine();
    }

    public void LastPrompt()
    {
        _text.Add($$"""{"type":"last-prompt","lastPrompt":"{{prose.Text(dice, 60)}}","sessionId":"{{_session}}"}""");
        transcript.EndLine();
    }

    public void Title()
    {
        _text.Add($$"""{"type":"ai-title","aiTitle":"{{prose.Text(dice, 30)}}","sessionId":"{{_session}}"}""");
        transcript.EndLine();
    }

    public void Mode()
    {
        _text.Add($$"""{"type":"mode","mode":"{{(dice.Chance(0.5) ? "normal" : "plan")}}","sessionId":"{{_session}}"}""");
        transcript.EndLine();
    }

    public void Attachment(long time)
    {
        transcript.Open();
        _text.Add($$"""
            "attachment":{"type":"{{(dice.Chance(0.5) ? "todo_reminder" : "edited_text_file")}}","content":"{{prose.Text(dice, dice.LogNormal(260, 1.0, 40, 20_000))}}","itemCount":{{dice.Between(0, 9)}}},
            """);
        transcript.Close("attachment", time);
    }

    public void Progress(long time, string toolUse)
    {
        transcript.Open();
        _text.Add($$"""
            "data":{"type":"bash_progress","output":"{{prose.Text(dice, 150)}}","elapsedTimeSeconds":{{dice.Between(1, 60)}},"totalLines":{{dice.Between(0, 500)}}},"toolUseID":"{{toolUse}}","parentToolUseID":"{{toolUse}}",
            """);
        transcript.Close("progress", time);
    }

    public void TurnDuration(long time, long duration)
    {
        transcript.Open();
        _text.Add($$"""
            "subtype":"turn_duration","durationMs":{{duration}},"isMeta":false,
            """);
        transcript.Close("system", time);
    }

    public void ApiError(long time)
    {
        transcript.Open();
        _text.Add("""
            "subtype":"api_error","level":"error","error":{"status":529,"error":{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}},"retryInMs":594,"retryAttempt":1,"maxRetries":10,
            """);
        transcript.Close("system", time);
    }

    public void Compacted(long time, long tokensBefore)
    {
        transcript.Open();
        _text.Add($$"""
            "subtype":"compact_boundary","content":"Conversation compacted","level":"info","compactMetadata":{"trigger":"auto","preTokens":{{tokensBefore}}},
            """);
        transcript.Close("system", time);
        transcript.Open();
        _text.Add($$"""
            "message":{"role":"user","content":"This session is being continued from a previous conversation.\n{{prose.Text(dice, 9_000)}}"},"isVisibleInTranscriptOnly":true,"isCompactSummary":true,
            """);
        transcript.Close("user", time + 1);
    }
}
