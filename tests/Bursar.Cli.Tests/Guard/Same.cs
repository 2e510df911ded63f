using System.Text.Json;

namespace Bursar.Cli.Tests.Guard;

/// <summary>Holds one JSON value against another, key by key.</summary>
internal static class Same
{
    /// <summary>All that is expected is there and equal; objects may hold more.</summary>
    public static void Contains(JsonElement expected, JsonElement actual, string at = "$")
    {
        Assert.True(expected.ValueKind == actual.ValueKind, $"{at}: expected {expected}, found {actual}");
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in expected.EnumerateObject())
                {
                    Assert.True(actual.TryGetProperty(property.Name, out var value), $"{at}.{property.Name} is missing");
                    Contains(property.Value, value, $"{at}.{property.Name}");
                }

                break;
            case JsonValueKind.Array:
                Assert.True(expected.GetArrayLength() == actual.GetArrayLength(), $"{at}: expected {expected}, found {actual}");
                for (var i = 0; i < expected.GetArrayLength(); i++)
                {
                    Contains(expected[i], actual[i], $"{at}[{i}]");
                }

                break;
            case JsonValueKind.Number:
                Assert.True(expected.GetDecimal() == actual.GetDecimal(), $"{at}: expected {expected}, found {actual}");
                break;
            default:
                Assert.True(expected.ToString() == actual.ToString(), $"{at}: expected {expected}, found {actual}");
                break;
        }
    }
}
