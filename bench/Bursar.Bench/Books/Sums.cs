using System.Text.Json;

namespace Bursar.Bench.Books;

/// <summary>Tokens and responses added up over some group.</summary>
internal sealed class Sums
{
    private long _input, _output, _cacheWrite5m, _cacheWrite1h, _cacheRead, _webSearches, _messages, _turns;

    public long Messages => _messages;

    public void Add(Response response)
    {
        _input += response.Usage.Input;
        _output += response.Usage.Output;
        _cacheWrite5m += response.Usage.CacheWrite5m;
        _cacheWrite1h += response.Usage.CacheWrite1h;
        _cacheRead += response.Usage.CacheRead;
        _webSearches += response.Usage.WebSearches;
        _messages++;
        _turns += response.MainThread ? 1 : 0;
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("inputTokens", _input);
        json.WriteNumber("outputTokens", _output);
        json.WriteNumber("cacheCreationTokens", _cacheWrite5m + _cacheWrite1h);
        json.WriteNumber("cacheCreation5mTokens", _cacheWrite5m);
        json.WriteNumber("cacheCreation1hTokens", _cacheWrite1h);
        json.WriteNumber("cacheReadTokens", _cacheRead);
        json.WriteNumber("webSearchRequests", _webSearches);
        json.WriteNumber("messages", _messages);
        json.WriteNumber("turns", _turns);
        json.WriteEndObject();
    }
}
