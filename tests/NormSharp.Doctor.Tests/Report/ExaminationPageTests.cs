using System.Xml.Linq;
using NormSharp.Data;
using NormSharp.Diagnosis.Report;
using NormSharp.Layers;

namespace NormSharp.Diagnosis.Tests.Report;

/// <summary>The page of an examination: what it holds, what it must not let through, and how a browser lays it out.</summary>
public sealed class ExaminationPageTests
{
    // A name that would leave its element, run, or be wider than a phone.
    private const string Hostile = "</code><script>document.title='taken'</script>&\"'\u0001"
        + "a.very.long.name.without.any.place.to.break.it.1.2.3";

    // Boxes of letters are higher than the letters: they may touch.
    private const string Script =
        """
        var wrong = [];
        document.querySelectorAll('details').forEach(function (d) { d.removeAttribute('name'); d.open = true; });
        document.querySelectorAll('svg').forEach(function (svg) {
          var box = svg.getBoundingClientRect();
          if (box.width < 20 || box.height < 5) { wrong.push('an empty drawing: ' + svg.getAttribute('aria-label')); }
        });
        var texts = Array.prototype.filter.call(document.querySelectorAll('main *'), function (e) {
          return !e.closest('svg') && Array.prototype.some.call(e.childNodes, function (n) { return n.nodeType === 3 && n.data.trim(); });
        });
        var boxes = texts.map(function (e) { return [e, e.getBoundingClientRect(), Array.from(e.getClientRects())]; });
        boxes.forEach(function (a, i) {
          var name = a[0].textContent.slice(0, 30);
          if (a[1].width < 1) { wrong.push('"' + name + '" is not shown'); }
          if (a[1].right > window.innerWidth + 1 || a[1].left < -1) { wrong.push('"' + name + '" is cut'); }
          if (a[0].scrollWidth > a[0].clientWidth + 1 && a[0].clientWidth > 0) { wrong.push('"' + name + '" is wider than its place'); }
          boxes.slice(i + 1).forEach(function (b) {
            if (a[0].contains(b[0]) || b[0].contains(a[0])) { return; }
            if (a[2].some(function (p) { return b[2].some(function (q) {
              return Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 6;
            }); })) { wrong.push('"' + name + '" overlaps "' + b[0].textContent.slice(0, 30) + '"'); }
          });
        });
        var width = document.documentElement.scrollWidth;
        if (width > window.innerWidth + 1) { wrong.push('the page is ' + width + ' wide on a screen of ' + window.innerWidth); }
        if (document.title === 'taken') { wrong.push('a name was run as a script'); }
        return document.querySelectorAll('svg').length + ' drawings; ' + wrong.join('; ');
        """;

    [Fact]
    public void A_page_needs_nothing_else_and_shows_before_and_after()
    {
        XElement[] all = [.. Parse(Page(ReportLanguage.English)).DescendantsAndSelf()];
        Assert.DoesNotContain(all, element => element.Name.LocalName is "script" or "link" or "img" or "iframe");
        Assert.All(all.Attributes("href"), href => Assert.StartsWith("#", href.Value));
        string[] parts = [.. all.Attributes("id").Select(id => $"#{id.Value}")];
        Assert.All(all.Attributes("href"), href => Assert.Contains(href.Value, parts));

        // Three layers: drift, ratio, γ and dead share, each before and after.
        Assert.Equal(4 * 3 * 2, all.Count(element => (string?)element.Parent?.Attribute("class") is "map two" or "dead"
            && (string?)element.Attribute("class") == "strip"));
        Assert.Single(all, element => element.Name == "details" && element.Attribute("open") is not null);
        Assert.Contains(all, element => element.Value == "after the repair");
    }

    [Fact]
    public void What_is_no_number_is_told_apart()
    {
        // The mean of one channel and nothing else.
        Module model = Patients.Healthy();
        Patients.Norm(model, "bn2").RunningMean!.AsSpan()[3] = float.NaN;
        ImageSet images = Patients.Images(60, 2, Patients.Healthy);
        Examination seen = Doctor.Examine(model, images, new ExaminationOptions { Normalization = Patients.Given });
        XElement[] cells =
        [
            .. Parse(ExaminationPage.Of(seen, null, null, ReportLanguage.English)).Descendants()
                .Where(element => (string?)element.Attribute("fill") == "#c2185b"),
        ];
        Assert.Equal("3: –", Assert.Single(cells).Value);
    }

    [Fact]
    public void A_model_without_statistics_is_not_called_healthy()
    {
        Examination seen = Doctor.Examine(new Sequential(new Relu()));
        Assert.Contains("Nothing to examine", ExaminationPage.Of(seen, null, null, ReportLanguage.English), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_is_laid_out_well_on_a_phone() => Check(400, ReportLanguage.English);

    [Theory]
    [Trait("Category", "Exhaustive")]
    [InlineData(320, ReportLanguage.English)]
    [InlineData(400, ReportLanguage.Chinese)]
    [InlineData(1280, ReportLanguage.English)]
    [InlineData(1280, ReportLanguage.Chinese)]
    [InlineData(2560, ReportLanguage.English)]
    public void A_page_is_laid_out_well_on_every_screen(int width, ReportLanguage language) => Check(width, language);

    [Fact]
    [Trait("Category", "Exhaustive")]
    public void The_examination_of_the_layout_sees_what_is_wrong()
    {
        Assert.SkipWhen(Chromium.Path is null, "no Chromium on this machine");
        string page = Page(ReportLanguage.English);
        using var folder = new TemporaryFolder();
        string Found(string html)
        {
            File.WriteAllText(folder.File("page.html"), html);
            return Chromium.Examine(folder.File("page.html"), Script, 1280);
        }

        string Moved(string style) => page.Replace("<h2>Layers", $"<h2 style='{style}'>Layers", StringComparison.Ordinal);
        Assert.Contains("is cut", Found(Moved("position:absolute;left:3000px")));
        Assert.Contains("overlaps", Found(Moved("position:relative;top:60px")));
        Assert.Contains("an empty drawing", Found(page.Replace(".strip{", ".strip{max-width:3px;", StringComparison.Ordinal)));
    }

    private static void Check(int width, ReportLanguage language)
    {
        Assert.SkipWhen(Chromium.Path is null, "no Chromium on this machine");
        using var folder = new TemporaryFolder();
        string page = Page(language);
        File.WriteAllText(folder.File("page.html"), page);
        int drawings = Parse(page).Descendants().Count(element => element.Name.LocalName == "svg");
        Assert.Equal($"{drawings} drawings; ", Chromium.Examine(folder.File("page.html"), Script, width));
    }

    private static string Page(ReportLanguage language)
    {
        Module model = Patients.Healthy();
        BatchNorm layer = Patients.Norm(model, "bn2");
        layer.RunningMean!.AsSpan()[3] = float.NaN;
        foreach (ref float variance in Patients.Norm(model, "bn3").RunningVariance!.AsSpan())
        {
            variance *= 9;
        }

        ImageSet images = Patients.Images(60, 2, Patients.Healthy);
        var options = new ExaminationOptions { Name = Hostile, Normalization = Patients.Given };
        Examination seen = Doctor.Examine(model, images, options);
        RepairResult repair = Doctor.Repair(model, seen, images, options);
        Examination after = Doctor.Examine(repair.Module, images, options with { Normalization = repair.Normalization });
        return ExaminationPage.Of(Renamed(seen), repair, Renamed(after), language);
    }

    private static Examination Renamed(Examination seen) => seen with
    {
        Layers = [.. seen.Layers.Select(layer => layer.Path == "bn1" ? layer with { Path = Hostile } : layer)],
        Findings = [.. seen.Findings.Select(finding => finding with { Layers = [Hostile, .. finding.Layers] })],
        Unexamined = [new Unexamined(Hostile, Hostile)],
    };

    private static XElement Parse(string page) => XElement.Parse(page["<!DOCTYPE html>".Length..]);
}
