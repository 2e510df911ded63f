namespace Bursar.Guard.Protection.Shell;

/// <summary>Reads a command as the shell would and asks of each simple command in it whether it may run. Nothing is run.</summary>
internal sealed class ShellCheck
{
    private const int MaxScopes = 64;

    private readonly ShellExpander _expander;
    private readonly Judge _judge;
    private string? _refusal;
    private int _depth;

    private ShellCheck(PathCheck paths, long budget)
    {
        _expander = new ShellExpander(paths, Inner, budget);
        _judge = new Judge(paths, Script);
    }

    /// <param name="command">As the tool passes it to the shell.</param>
    /// <param name="folder">Where it is run.</param>
    /// <param name="paths">What is protected.</param>
    /// <returns>Why it is refused, or null.</returns>
    public static string? Refusal(string command, string folder, PathCheck paths)
    {
        try
        {
            return new ShellCheck(paths, 1_000_000 + (16L * command.Length)).Script(Mark.Clean(command), new ShellScope(null, [folder]), []);
        }
        catch (TangledException)
        {
            return Refusals.Tangled;
        }
    }

    /// <summary>The words that an inner command puts out; its refusal is the outer one's.</summary>
    private IReadOnlyList<string> Inner(string script, ShellScope scope)
    {
        var output = new List<string>();
        _refusal ??= Script(script, scope.Inner(), [], output);
        return output;
    }

    private string? Script(string script, ShellScope scope, IReadOnlyList<string> input) => Script(script, scope, input, null);

    private string? Script(string script, ShellScope scope, IReadOnlyList<string> input, List<string>? output)
    {
        if (++_depth > ShellLexer.MaxDepth)
        {
            throw new TangledException();
        }

        var words = new List<ShellWord>();
        var redirects = new List<ShellToken>();
        var flow = input;
        var tokens = ShellLexer.Split(script, _depth);
        var loops = LoopInputs(tokens);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Kind is TokenKind.Word)
            {
                words.Add(token.Word!);
                continue;
            }

            if (words.Count > 0 && Keywords.Skip(words) is var first && first < words.Count && Mark.Plain(words[first].Literal ?? "") is "[[" && Mark.Plain(words[^1].Literal ?? "") is not "]]" && token.Kind is not TokenKind.End && token.Text != "\n")
            {
                // Inside [[ ]] these compare and group.
                continue;
            }

            if (token.Kind is TokenKind.Redirect)
            {
                redirects.Add(token);
                continue;
            }

            if (token.Text == "(" && words.Count == 1 && i + 1 < tokens.Count && tokens[i + 1].Text == ")" && redirects.Count == 0)
            {
                // name() begins a function; its body is judged where it stands.
                words.Clear();
                i++;
                continue;
            }

            var result = Command(words, redirects, scope, flow, loops);
            words.Clear();
            redirects.Clear();
            if (result.Refusal is not null)
            {
                return result.Refusal;
            }

            flow = token.Text is "|" ? [.. flow.Where(_ => result.PassesOn), .. result.Output] : token.Text is "(" ? flow : input;
            if (token.Text is not "|")
            {
                output?.AddRange(result.Output);
            }

            scope = token.Text switch
            {
                "(" when scope.Depth < MaxScopes => scope.Inner(),
                ")" when scope.Parent is { } outer && scope.Depth > 0 => outer,
                _ => scope,
            };
        }

        _depth--;
        return null;
    }

    /// <summary>What loops read that are given their input after <c>done</c>, when their body has gone by already.</summary>
    private static List<ShellWord> LoopInputs(List<ShellToken> tokens)
    {
        var inputs = new List<ShellWord>();
        var isDone = false;
        foreach (var token in tokens)
        {
            isDone = token.Kind is TokenKind.Redirect ? isDone : token.Word?.Literal is "done";
            if (isDone && token.Kind is TokenKind.Redirect && token.Text is not ">")
            {
                inputs.Add(token.Word!);
            }
        }

        return inputs;
    }

    private (string? Refusal, IReadOnlyList<string> Output, bool PassesOn) Command(List<ShellWord> words, List<ShellToken> redirects, ShellScope scope, IReadOnlyList<string> flow, List<ShellWord> loops)
    {
        if (words.Count == 0 && redirects.Count == 0)
        {
            return (null, [], true);
        }

        var input = flow;
        foreach (var redirect in redirects)
        {
            var texts = _expander.Expand(redirect.Word!, scope, splits: false);
            if (redirect.Text is "<<" or "<<<")
            {
                input = texts;
            }
            else if (redirect.Text is "<" && redirect.Word!.Parts is [{ Kind: PartKind.Process } process])
            {
                input = Inner(process.Text, scope);
            }
            else if (redirect.Text is ">" && texts.Select(text => _judge.Write(text, scope)).FirstOrDefault(refusal => refusal is not null) is { } refusal)
            {
                return (refusal, [], false);
            }
        }

        var start = Keywords.Skip(words);
        var isBlock = start > 0 || words.Count == 0;
        var command = start;
        while (command < words.Count && Assignment.Read(words[command]) is not null)
        {
            command++;
        }

        // Before a command an assignment holds for that command alone.
        var inner = command > start && command < words.Count ? scope.Inner() : scope;
        for (; start < command; start++)
        {
            var (name, values) = Assignment.Read(words[start])!.Value;
            inner.Assign(name, values.SelectMany(value => _expander.Expand(value, scope, splits: words[start].Array is not null)).ToList());
        }

        if (Keywords.Loop(words, start) is { } loop)
        {
            scope.Assign(loop.Name, words.Skip(loop.ValuesFrom).SelectMany(word => _expander.Expand(word, scope)).ToList());
            return (_refusal, [], true);
        }

        var expanded = new List<string>();
        for (; start < words.Count; start++)
        {
            expanded.AddRange(_expander.Expand(words[start], scope));
        }

        if (_refusal is not null || expanded.Count == 0)
        {
            return (_refusal, [], true);
        }

        var call = new ShellCall(expanded, inner, input, _depth);
        if (input.Count == 0 && loops.Count > 0 && call.Name is "read" or "mapfile" or "readarray")
        {
            call = call with { Input = [.. loops.SelectMany(word => word.Parts is [{ Kind: PartKind.Process } process] ? Inner(process.Text, scope) : _expander.Expand(word, scope))] };
        }

        call = Programs.ChangesShell(call.Name) ? call with { Scope = scope } : call;
        var refused = _judge.Refusal(call);
        return (refused ?? _refusal, call.Output, isBlock || Programs.IsFilter(call.Name));
    }
}
