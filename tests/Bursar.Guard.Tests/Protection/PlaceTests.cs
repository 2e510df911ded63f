namespace Bursar.Guard.Tests.Protecting;

/// <summary>A protected file is known by whichever way leads to it.</summary>
public sealed class PlaceTests
{
    [Fact]
    public void A_link_to_a_protected_folder_is_followed_also_for_files_that_do_not_exist_yet()
    {
        using var world = new GuardedWorld();
        world.Link("home/work/app/cfg", "home/.config");
        world.Link("home/work/app/far", "home/work/app/cfg");

        Assert.NotNull(world.Bash("echo > cfg/bursar/policy.json"));
        Assert.NotNull(world.Bash("echo > far/bursar/not-yet/new.json"));
        Assert.NotNull(world.Bash("cd far/bursar && rm policy.json"));
        Assert.Null(world.Bash("echo > far/other/new.json"));
    }

    [Fact]
    public void A_link_that_leads_up_and_out_again_is_followed_as_the_system_does()
    {
        using var world = new GuardedWorld();
        Directory.CreateDirectory(world["home/.config/bursar/deep"]);
        world.Link("home/work/app/deep", "home/.config/bursar/deep");

        Assert.NotNull(world.Bash("rm deep/../policy.json"));
    }

    [Fact]
    public void A_configuration_that_is_itself_a_link_is_protected_at_both_ends()
    {
        using var world = new GuardedWorld();
        Directory.Move(world["home/.config/bursar"], world["home/dotfiles"]);
        world.Link("home/.config/bursar", "home/dotfiles");

        Assert.NotNull(world.Bash("rm ~/dotfiles/policy.json"));
        Assert.NotNull(world.Bash("rm ~/.config/bursar/policy.json"));
        Assert.NotNull(world.Bash("rm ~/.config/bursar"));
        Assert.Null(world.Bash("rm ~/dotfiles-old/policy.json"));
    }

    [Fact]
    public void Links_in_a_circle_end()
    {
        using var world = new GuardedWorld();
        world.Link("home/work/app/a", "home/work/app/b");
        world.Link("home/work/app/b", "home/work/app/a");

        Assert.Null(world.Bash("rm a/b/c"));
        Assert.NotNull(world.Bash("rm a/b; rm -rf .bursar"));
    }

    [Fact]
    public void Where_the_file_system_ignores_case_the_guard_does()
    {
        using var strict = new GuardedWorld();
        using var lax = new GuardedWorld { IgnoresCase = true };

        Assert.Null(strict.Bash("rm .BURSAR/Policy.JSON"));
        Assert.NotNull(lax.Bash("rm .BURSAR/Policy.JSON"));
        Assert.NotNull(lax.Bash("rm -rf ~/.CONFIG/burs*"));
    }

    [Fact]
    public void Folders_named_by_the_environment_are_known()
    {
        using var world = new GuardedWorld();
        world.Set("BURSAR_HOME", world["home/.config/bursar"]);
        world.Set("CLAUDE_PROJECT_DIR", world.Project);
        world.Set("CLAUDE_CONFIG_DIR", world["home/claude-work"]);

        Assert.NotNull(world.Bash("rm $BURSAR_HOME/policy.json"));
        Assert.NotNull(world.Bash("rm -rf \"${CLAUDE_PROJECT_DIR}/.bursar\"", world.Home));
        Assert.NotNull(world.Bash("echo '{}' > $CLAUDE_CONFIG_DIR/settings.json"));
        Assert.NotNull(world.Bash("rm ~/claude-work/projects/p/s.jsonl"));
        Assert.Null(world.Bash("rm $CLAUDE_CONFIG_DIR/skills/x.md"));
    }

    [Fact]
    public void Paths_that_a_policy_names_are_protected_too()
    {
        using var world = new GuardedWorld { More = ["infra", "~/secrets", "deploy.yaml"] };

        Assert.NotNull(world.Bash("rm infra/main.tf"));
        Assert.NotNull(world.Bash("echo > ~/secrets/key"));
        Assert.NotNull(world.Bash("sed -i s/a/b/ deploy.yaml"));
        Assert.Null(world.Bash("rm infrared.txt"));
    }

    [Fact]
    public void Policies_of_folders_above_the_project_are_protected_and_those_beside_it_are_not()
    {
        using var world = new GuardedWorld();

        Assert.NotNull(world.Bash("mkdir ~/work/.bursar"));
        Assert.NotNull(world.Bash("touch ~/.aflock"));
        Assert.Null(world.Bash("mkdir ~/work/other/.bursar"));
    }

    [Fact]
    public void A_sweep_through_the_project_is_free_until_it_would_take_the_policy_along()
    {
        using var plain = new GuardedWorld(hasProjectFiles: false);
        using var governed = new GuardedWorld();

        Assert.Null(plain.Bash("find . -name '*.json' -delete"));
        Assert.NotNull(governed.Bash("find . -name '*.json' -delete"));
        Assert.Null(governed.Bash("find . -name '*.json' -not -path './.bursar/*' -not -path './.claude/*' -delete"));
        Assert.Null(governed.Bash("find src -name '*.json' -delete"));
        Assert.Null(governed.Bash("find . -name '*.ts' -delete"));
        Assert.Null(governed.Bash("find . -name node_modules -prune -exec rm -rf {} +"));
        Assert.Null(governed.Bash("rm -rf ./* && git clean -fdx"));
    }

    [Fact]
    public void A_tree_that_brings_hooks_along_cannot_be_copied_over_the_project()
    {
        using var world = new GuardedWorld();
        world.Write("tmp/evil/.claude/settings.json");
        world.Write("tmp/evil/.config/bursar/policy.json");
        world.Write("tmp/good/.claude/agents/a.md");

        Assert.NotNull(world.Bash($"cp -r {world["tmp/evil"]}/. ."));
        Assert.NotNull(world.Bash($"cp -r {world["tmp/evil"]}/.claude ."));
        Assert.NotNull(world.Bash($"rsync -a {world["tmp/evil"]}/ ./"));
        Assert.NotNull(world.Bash($"cp -r {world["tmp/evil"]}/.config ~"));
        Assert.Null(world.Bash($"cp -r {world["tmp/good"]}/.claude ."));
        Assert.Null(world.Bash($"cp -r {world["tmp/good"]}/. ."));
    }
}
