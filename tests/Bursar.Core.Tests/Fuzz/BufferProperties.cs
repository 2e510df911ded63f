using System.Text;
using Bursar.Tests.Transcripts;
using FsCheck;
using FsCheck.Fluent;

namespace Bursar.Tests.Fuzz;

/// <summary>How much is read at a time changes nothing.</summary>
public sealed class BufferProperties
{
    private static readonly Gen<string> Part = Gen.OneOf(
        Gen.Choose(0, 3000).Select(length => Line.User("2026-11-01T09:00:00Z", new string('x', length)) + "\n"),
        Gen.Choose(0, 3000).SelectMany(length => Gen.Choose(1, 5).Select(id => Line.Assistant($"msg_{id}").Uuid($"u{length}-{id}").Output(length).Content(new string('\\', length)) + "\n")),
        Gen.Choose(0, 600).Select(length => new string('{', length) + "\n"),
        Gen.Elements("\n", "\r\n", "\"usage\"\n", "{\"type\":\"assistant\",\"message\":{\"usage\":{\"output_tokens\":-1}}}\n"),
        Gen.Choose(1, 300).Select(length => Line.Assistant("msg_torn").Uuid("t").ToString()[..length] + "\n"));

    [Fact]
    public void A_buffer_of_any_size_reads_the_same()
    {
        var worlds = Part.ListOf().SelectMany(parts => Gen.Choose(0, 400).SelectMany(cut => Gen.Choose(1, 5000).Select(size => (Text: string.Concat(parts), Cut: cut, Size: size))));

        Check.One(Seeded.Config(400), Prop.ForAll(worlds.ToArbitrary(), world =>
        {
            var bytes = Encoding.UTF8.GetBytes(world.Text)[..^Math.Min(world.Cut, Encoding.UTF8.GetByteCount(world.Text))];
            return Reading.Of(bytes).Describe() == Reading.Of(bytes, world.Size).Describe();
        }));
    }
}
