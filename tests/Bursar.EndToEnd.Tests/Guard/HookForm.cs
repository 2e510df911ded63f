namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>How the client asks the guard before a tool; for every other event it starts <c>bursar-hook</c>.</summary>
public enum HookForm
{
    /// <summary>It starts <c>bursar-hook</c>.</summary>
    Command,

    /// <summary>It calls the tool <c>guard</c> of the MCP server that runs beside it.</summary>
    McpTool,
}
