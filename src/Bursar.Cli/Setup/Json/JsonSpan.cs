using System.Text.Json;

namespace Bursar.Cli.Setup.Json;

/// <summary>A JSON value and the bytes of the file that it takes: from <see cref="Start"/> to before <see cref="End"/>.</summary>
internal sealed class JsonSpan(JsonValueKind kind, int start)
{
    public JsonValueKind Kind { get; } = kind;

    public int Start { get; } = start;

    public int End { get; set; }

    /// <summary>The text of a string, else null.</summary>
    public string? Text { get; init; }

    /// <summary>What an object or array holds, in the file's order.</summary>
    public List<JsonElementSpan> Elements { get; } = [];

    public JsonSpan? this[string name] => Member(name)?.Value;

    public JsonElementSpan? Member(string name) => Elements.Find(element => element.Name == name);
}

/// <summary>An element of an object or array; in an object it starts with its name.</summary>
/// <param name="Name">The member's name, or null in an array.</param>
/// <param name="Start">Where the name or, in an array, the value starts.</param>
/// <param name="NameEnd">Where the name ends, behind its quote; in an array the same as <paramref name="Start"/>.</param>
/// <param name="Value">The value.</param>
internal sealed record JsonElementSpan(string? Name, int Start, int NameEnd, JsonSpan Value)
{
    public int End => Value.End;
}
