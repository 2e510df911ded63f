using System.Text.Json.Nodes;

namespace Bursar.Tests.Protecting;

/// <summary>Links lead to protected files by other names.</summary>
public sealed class LinkTests(Machine machine) : IClassFixture<Machine>
{
    [Fact]
    public void A_link_to_a_protected_folder_is_no_way_around()
    {
        var link = machine.Link("work/app/around-1", Path.Combine(machine.Home, ".config", "bursar"));

        Assert.NotNull(machine.Bash("rm around-1/policy.json"));
        Assert.NotNull(machine.Bash("echo {} > around-1/not-there-yet.json"));
        Assert.NotNull(machine.Tool("Write", new JsonObject { ["file_path"] = $"{link}/new.json", ["content"] = "" }));
        Assert.Null(machine.Bash("cat around-1/policy.json"));
    }

    [Fact]
    public void Going_up_from_a_link_starts_where_the_link_leads()
    {
        machine.Link("work/app/around-2", Path.Combine(machine.Home, ".config", "bursar", "sub"));
        Directory.CreateDirectory(Path.Combine(machine.Home, ".config", "bursar", "sub"));

        Assert.NotNull(machine.Bash("rm around-2/../policy.json"));
    }

    [Fact]
    public void A_configuration_that_lies_behind_a_link_is_protected_under_both_names()
    {
        using var other = new Machine();
        var real = Path.Combine(other.Home, "dotfiles");
        Directory.Move(Path.Combine(other.Home, ".config"), real);
        other.Link(".config", real);
        var paths = other.Protected();

        Assert.NotNull(other.Bash("rm ~/.config/bursar/policy.json", paths: paths));
        Assert.NotNull(other.Bash("rm ~/dotfiles/bursar/policy.json", paths: paths));
        Assert.NotNull(other.Bash("rm -rf ~/dotfiles", paths: paths));
        Assert.NotNull(other.Bash("rm ~/dotfiles/bursar/*.json", paths: paths));
        Assert.Null(other.Bash("rm ~/dotfiles/other", paths: paths));
    }

    [Fact]
    public void Links_that_lead_in_a_circle_do_not_hang()
    {
        machine.Link("work/app/circle-a", "circle-b");
        machine.Link("work/app/circle-b", "circle-a");

        Assert.Null(machine.Bash("rm circle-a/x"));
    }
}
