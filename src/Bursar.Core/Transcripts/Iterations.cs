namespace Bursar.Transcripts;

/// <summary>
/// The passes of the model behind one response, <c>usage.iterations</c>: the API's own record of what it bills, each at the rates of the
/// model that ran it. What the sums beside them hold differs by kind:
/// <list type="bullet">
/// <item><c>compaction</c> and <c>advisor_message</c> are not in them;</item>
/// <item>of several <c>message</c> passes (before and after an advisor's or a server's tool) the output is summed up, and of the prompt
/// there is the first one's;</item>
/// <item>where a model declined and another answered (<c>fallback_message</c>), they are the last attempt's alone. An attempt
/// that declined before it had said anything costs nothing.</item>
/// </list>
/// Source: the Messages API's pages on compaction, the advisor tool, and refusals and fallback.
/// </summary>
internal ref struct Iterations
{
    private const int UsualCount = 4;

    private Pass _only;
    private JsonText _onlyModel;
    private int _count;
    private List<Pass>? _all;

    private enum Kind
    {
        Message,
        Fallback,
        Added,
        Unknown,
    }

    private readonly record struct Pass(Kind Kind, string? Model, Usage Usage, bool IsBad)
    {
        public bool IsExecutor => Kind is Kind.Message or Kind.Fallback;
    }

    /// <summary>Most responses have one pass or none, and for them nothing is allocated.</summary>
    public void Add(JsonText type, JsonText model, in Usage usage, bool isBad)
    {
        var kind = type.Is("message"u8) ? Kind.Message
            : type.Is("fallback_message"u8) ? Kind.Fallback
            : type.Is("advisor_message"u8) || type.Is("compaction"u8) ? Kind.Added
            : Kind.Unknown;
        if (_count++ == 0)
        {
            _only = new Pass(kind, null, usage, isBad);
            _onlyModel = model;
            return;
        }

        _all ??= new List<Pass>(UsualCount) { _only with { Model = Text(_onlyModel) } };
        _all.Add(new Pass(kind, Text(model), usage, isBad));
    }

    /// <summary>Makes the line's bill one of all passes.</summary>
    public readonly void Settle(ref AssistantLine line)
    {
        if (_all is null)
        {
            if (_count > 0)
            {
                Settle(ref line, _only with { Model = _only.Kind is Kind.Message ? null : Text(_onlyModel) });
            }

            return;
        }

        foreach (var pass in _all)
        {
            if (!pass.IsExecutor)
            {
                Settle(ref line, pass);
            }
        }

        var executors = _all.FindAll(pass => pass.IsExecutor);
        if (executors.Exists(pass => pass.Kind == Kind.Fallback))
        {
            SettleAttempts(ref line, executors);
        }
        else if (executors.Count > 1 && !executors.Exists(pass => pass.IsBad))
        {
            SettleLater(ref line, executors);
        }
        else if (executors.Count > 1)
        {
            // The sums count, and what they leave out is not known.
            line.UnknownIteration = true;
        }
    }

    private static void Settle(ref AssistantLine line, in Pass pass)
    {
        switch (pass.Kind)
        {
            case Kind.Added:
                // Their own numbers must be sound, those of passes that the sums hold need not.
                line.BadNumber |= pass.IsBad;
                Bill(ref line, pass.Model, pass.Usage);
                break;
            case Kind.Fallback:
                line.ServedBy = pass.Model;
                break;
            case Kind.Unknown:
                line.UnknownIteration = true;
                break;
        }
    }

    /// <summary>Adds of the passes after the first what the sums leave out, each by itself: prices go by the size of its prompt.</summary>
    private static void SettleLater(ref AssistantLine line, List<Pass> passes)
    {
        var sum = Sum(passes, 0);
        var (top, first) = (line.Usage, passes[0].Usage);

        // Only one of them may have its writes split by lifetime.
        var isFirstWriteOnly = IsFirstOnly(Writes(top), Writes(first), Writes(sum));
        for (var i = 1; i < passes.Count; i++)
        {
            var pass = passes[i].Usage;
            var left = new Usage
            {
                Input = IsFirstOnly(top.Input, first.Input, sum.Input) ? pass.Input : 0,
                Output = IsFirstOnly(top.Output, first.Output, sum.Output) ? pass.Output : 0,
                CacheWrite5m = isFirstWriteOnly ? pass.CacheWrite5m : 0,
                CacheWrite1h = isFirstWriteOnly ? pass.CacheWrite1h : 0,
                CacheRead = IsFirstOnly(top.CacheRead, first.CacheRead, sum.CacheRead) ? pass.CacheRead : 0,
            };
            if (left.Prompt + left.Output > 0)
            {
                Bill(ref line, passes[i].Model, left);
            }
        }
    }

    private static long Writes(in Usage usage) => usage.CacheWrite5m + usage.CacheWrite1h;

    private static bool IsFirstOnly(long top, long first, long sum) => top == first && top != sum;

    private static void SettleAttempts(ref AssistantLine line, List<Pass> passes)
    {
        var last = passes.Count - 1;
        for (; last > 0 && IsSameAttempt(passes[last - 1], passes[last]); last--)
        {
        }

        var served = Sum(passes, last);
        if (line.Usage.Output != served.Output && line.Usage.Output != passes[^1].Usage.Output && line.Usage.Output != Sum(passes, 0).Output)
        {
            // Neither the last attempt's sums nor those of all: they are not about this response, or in a way nobody knows yet.
            line.UnknownIteration = true;
            return;
        }

        for (var begin = 0; begin < last;)
        {
            var end = begin + 1;
            while (end < last && IsSameAttempt(passes[end - 1], passes[end]))
            {
                end++;
            }

            if (passes.GetRange(begin, end - begin).Exists(pass => pass.Usage.Output > 0))
            {
                Bill(ref line, passes, begin, end);
            }

            begin = end;
        }

        var searches = line.Usage.WebSearches;
        line.ServedBy = passes[last].Model;
        line.BadNumber |= passes[last].IsBad;
        line.Usage = passes[last].Usage;
        line.Usage.WebSearches = searches;
        Bill(ref line, passes, last + 1, passes.Count);
    }

    private static bool IsSameAttempt(in Pass before, in Pass pass) => pass.Model is null || string.Equals(before.Model, pass.Model, StringComparison.Ordinal);

    private static void Bill(ref AssistantLine line, List<Pass> passes, int begin, int end)
    {
        for (var i = begin; i < end; i++)
        {
            line.BadNumber |= passes[i].IsBad;
            Bill(ref line, passes[i].Model, passes[i].Usage);
        }
    }

    private static void Bill(ref AssistantLine line, string? model, in Usage usage) => (line.Extra ??= []).Add(new ExtraPass(model, usage));

    private static Usage Sum(List<Pass> passes, int from)
    {
        var sum = default(Usage);
        for (var i = from; i < passes.Count; i++)
        {
            var usage = passes[i].Usage;
            sum.Input += usage.Input;
            sum.Output += usage.Output;
            sum.CacheWrite5m += usage.CacheWrite5m;
            sum.CacheWrite1h += usage.CacheWrite1h;
            sum.CacheRead += usage.CacheRead;
        }

        return sum;
    }

    private static string? Text(JsonText model) => model.IsEmpty ? null : model.Decode();
}
