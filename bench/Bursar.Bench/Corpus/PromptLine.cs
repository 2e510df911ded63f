namespace Bursar.Bench.Corpus;

/// <summary>The user lines that begin a turn.</summary>
internal sealed class PromptLine(Transcript transcript, Prose prose, Dice dice)
{
    /// <returns>The skill, when the prompt is a typed slash command.</returns>
    public string? Write(long time)
    {
        string? skill = dice.Chance(0.07) ? dice.PickEarly(World.Skills) : null;
        ReadOnlyMemory<byte> words = prose.Text(dice, dice.LogNormal(160, 1.1, 5, 40_000));
        Write(time, skill is null
            ? words
            : System.Text.Encoding.UTF8.GetBytes(
                $"<command-message>{skill}</command-message>\\n<command-name>/{skill}</command-name>\\n<command-args></command-args>"));
        return skill;
    }

    /// <summary>What a subagent is told.</summary>
    public void WriteTask(long time) => Write(time, prose.Text(dice, dice.LogNormal(900, 1.0, 50, 20_000)));

    private void Write(long time, ReadOnlyMemory<byte> content)
    {
        transcript.Open();
        transcript.Text.Add($$"""
            "promptId":"{{Names.Uuid(dice)}}","message":{"role":"user","content":"{{content}}"},"permissionMode":"default","promptSource":"typed",
            """);
        transcript.Close("user", time);
    }
}
