namespace Bursar.Guard.Protection.Shell;

/// <summary>What a shell or subshell knows: its variables, and the folder it is in.</summary>
internal sealed class ShellScope(ShellScope? parent, IReadOnlyList<string> folders)
{
    /// <summary>A variable can be one of several texts, as in a loop.</summary>
    private Dictionary<string, IReadOnlyList<string>>? _variables;

    public ShellScope? Parent { get; } = parent;

    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    /// <summary>Where the shell may be: more than one when a folder did not exist and the change to it may fail.</summary>
    public IReadOnlyList<string> Folders { get; private set; } = folders;

    public IReadOnlyList<string> Before { get; private set; } = [Mark.UnknownText];

    public ShellScope Inner() => new(this, Folders) { Before = Before };

    public void Enter(IReadOnlyList<string> folders) => (Before, Folders) = (Folders, folders);

    public void Assign(string name, IReadOnlyList<string> values) => (_variables ??= new(StringComparer.Ordinal))[name] = values;

    /// <summary><c>$1</c>, <c>$2</c> … and <c>$@</c>.</summary>
    public void AssignPositions(IReadOnlyList<string> values)
    {
        for (var i = 0; i < Math.Min(values.Count, 9); i++)
        {
            Assign(((char)('1' + i)).ToString(), [values[i]]);
        }

        Assign("@", values);
    }

    public IReadOnlyList<string>? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope._variables is { } variables && variables.TryGetValue(name, out var values))
            {
                return values;
            }
        }

        return null;
    }
}
