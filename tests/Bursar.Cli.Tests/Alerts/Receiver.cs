using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bursar.Cli.Tests.Alerts;

/// <summary>What a receiver was sent.</summary>
internal sealed record Received(string Key, string Body);

/// <summary>A real HTTP server on loopback that answers as it is told: a status, with or without Retry-After, or never.</summary>
internal sealed class Receiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Lock _lock = new();
    private readonly List<Received> _received = [];
    private readonly List<HttpListenerContext> _stalled = [];

    public Receiver()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/hooks/s3cr3t/";
        }

        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    public int Status { get; set; } = 200;

    public string? RetryAfter { get; set; }

    public bool Stalls { get; set; }

    public IReadOnlyList<Received> Received
    {
        get
        {
            lock (_lock)
            {
                return [.. _received];
            }
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                var body = await reader.ReadToEndAsync();
                lock (_lock)
                {
                    _received.Add(new Received(context.Request.Headers["Idempotency-Key"] ?? "", body));
                }

                if (Stalls)
                {
                    _stalled.Add(context);
                    continue;
                }

                context.Response.StatusCode = Status;
                if (RetryAfter is { } after)
                {
                    context.Response.AddHeader("Retry-After", after);
                }

                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    public void Dispose() => _listener.Close();
}
