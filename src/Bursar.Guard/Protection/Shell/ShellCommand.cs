namespace Bursar.Guard;

/// <summary>One simple command: what is run with which words, and where its output goes.</summary>
internal sealed class ShellCommand
{
    public List<string> Words { get; } = [];

    /// <summary>Files that the shell itself opens for writing.</summary>
    public List<string> Outputs { get; } = [];

    /// <summary>What it reads: a here-document, a here-string, or what the command before it in the pipeline is known to print.</summary>
    public string? Input { get; set; }

    public bool IsEmpty => Words.Count == 0 && Outputs.Count == 0;
}
