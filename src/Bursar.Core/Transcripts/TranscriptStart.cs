namespace Bursar.Transcripts;

/// <summary>
/// Finds when a transcript began, by which a fork is told from its original: a fork starts by copying history, and what
/// stands before or at the first message of its own making is later than the copies. It is the latest of all timestamps
/// (snapshots' own included) from the top through the first line of a conversation.
/// </summary>
internal struct TranscriptStart(long soFar, bool isFound)
{
    /// <summary>A transcript with more lines than this before the conversation has told what it can.</summary>
    private const int MaxLines = 200;

    /// <summary>The latest timestamp so far; none yet is the smallest value.</summary>
    public long SoFar { get; private set; } = soFar;

    public bool IsFound { get; private set; } = isFound;

    public readonly long Value => SoFar == TranscriptPosition.NoTimestamp ? TranscriptPosition.UnknownStart : SoFar;

    public void Observe(ReadOnlySpan<byte> json, long line)
    {
        if (IsFound)
        {
            return;
        }

        var cursor = new JsonCursor(json);
        var isConversation = false;
        if (cursor.TryEnter((byte)'{'))
        {
            while (cursor.NextKey(out var key))
            {
                if (key.Is("timestamp"u8))
                {
                    Take(cursor.ReadText());
                }
                else if (key.Is("type"u8))
                {
                    var type = cursor.ReadText();
                    isConversation = type.Is("user"u8) || type.Is("assistant"u8) || type.Is("attachment"u8) || type.Is("system"u8);
                }
                else if (key.Is("snapshot"u8) && cursor.TryEnter((byte)'{'))
                {
                    ReadSnapshot(ref cursor);
                }
                else
                {
                    cursor.Skip();
                }
            }
        }

        IsFound = (isConversation && !cursor.Failed) || line >= MaxLines;
    }

    private void ReadSnapshot(scoped ref JsonCursor cursor)
    {
        while (cursor.NextKey(out var key))
        {
            if (key.Is("timestamp"u8))
            {
                Take(cursor.ReadText());
            }
            else
            {
                cursor.Skip();
            }
        }
    }

    private void Take(JsonText text)
    {
        if (Timestamp.TryParse(text.Bytes, out var at))
        {
            SoFar = Math.Max(SoFar, at);
        }
    }
}
