using Bursar.Guard.Processes;

namespace Bursar.Guard.Tests.Human;

/// <summary>The client that hooks and MCP server have in common.</summary>
public sealed class ClientProcessTests
{
    private readonly Dictionary<int, ProcessEntry> _processes = [];

    [Fact]
    public void A_hook_in_a_shell_and_a_server_started_directly_have_one_client()
    {
        Runs(100, "claude", parent: 50);
        Runs(200, "sh", parent: 100);
        Runs(201, "bursar-hook", parent: 200);
        Runs(300, "bursar", parent: 100);

        Assert.Equal(new ClientProcess(100, 1100) { IsNamed = true }, Of(201));
        Assert.Equal(Of(201), Of(300));
    }

    [Fact]
    public void A_client_started_by_a_clients_tool_is_a_client_of_its_own()
    {
        Runs(100, "claude", parent: 50);
        Runs(200, "bash", parent: 100);
        Runs(300, "claude", parent: 200);
        Runs(301, "bursar-hook", parent: 300);

        Assert.Equal(300, Of(301)!.Id);
    }

    [Fact]
    public void A_program_built_on_the_client_counts_by_its_own_name_behind_any_shells()
    {
        Runs(100, "orchestrator", parent: 50);
        Runs(200, "-zsh", parent: 100);
        Runs(201, "env", parent: 200);
        Runs(202, "bursar-hook", parent: 201);

        Assert.Equal(100, Of(202)!.Id);
    }

    [Fact]
    public void A_process_id_that_is_used_again_is_another_client()
    {
        Runs(100, "claude", parent: 50);
        Runs(200, "bursar", parent: 100);
        var before = Of(200);
        _processes[100] = _processes[100] with { Started = 9_999 };

        Assert.NotEqual(before, Of(200));
    }

    [Fact]
    public void Where_nobody_tells_who_started_whom_there_is_none() => Assert.Null(Of(1));

    private void Runs(int id, string name, int parent) => _processes[id] = new ProcessEntry(id, parent, name, 1_000 + id);

    private ClientProcess? Of(int id) => ClientProcess.Of(id, _processes.GetValueOrDefault);
}
