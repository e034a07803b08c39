using NormSharp.Studies.Reports;

namespace NormSharp.Studies.Tests.Browser;

/// <summary>
/// Reports as a browser lays them out: no script errors, no missing series, no overlapping or cut labels and
/// none on a curve, nothing wider than the screen.
/// </summary>
public class ReportInBrowserTests
{
    // Text may touch text by the tolerance: boxes of letters are higher than the letters.
    private const string Examination =
        """
        var wrong = [];
        var shown = function (e) { var b = e.getBoundingClientRect(); return b.width + b.height; };
        document.querySelectorAll('figure svg').forEach(function (svg) {
          var name = svg.querySelector('.title').textContent;
          var frame = svg.getBoundingClientRect();
          var series = svg.querySelectorAll('g.series');
          if (series.length === 0) { wrong.push(name + ': no series'); }
          series.forEach(function (g) {
            var drawn = Array.prototype.filter.call(g.querySelectorAll('path, rect, line'), shown);
            if (drawn.length === 0) { wrong.push(name + ': series ' + g.dataset.series + ' is missing'); }
          });
          var texts = Array.prototype.map.call(svg.querySelectorAll('text'), function (t) {
            return [t.textContent, t.getBoundingClientRect(), t.hasAttribute('transform'), t.classList.contains('reference-name')];
          });
          texts.forEach(function (a, i) {
            var box = a[1];
            if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) {
              wrong.push(name + ': "' + a[0] + '" is cut');
            }
            texts.slice(i + 1).forEach(function (b) {
              if (a[2] || b[2] || a[3] || b[3]) { return; }
              var x = Math.min(a[1].right, b[1].right) - Math.max(a[1].left, b[1].left);
              var y = Math.min(a[1].bottom, b[1].bottom) - Math.max(a[1].top, b[1].top);
              if (x > 1 && y > 4) { wrong.push(name + ': "' + a[0] + '" overlaps "' + b[0] + '"'); }
            });
          });
          svg.querySelectorAll('g.series path, g.series line').forEach(function (curve) {
            if (getComputedStyle(curve).fill !== 'none') { return; }
            var toScreen = curve.getScreenCTM();
            var covered = {};
            for (var along = 0; along <= curve.getTotalLength(); along += 2) {
              var at = curve.getPointAtLength(along).matrixTransform(toScreen);
              texts.forEach(function (a) {
                var box = a[1];
                var isInside = at.x > box.left && at.x < box.right && at.y > box.top + 4 && at.y < box.bottom - 4;
                if (!a[2] && isInside) { covered[a[0]] = true; }
              });
            }
            Object.keys(covered).forEach(function (label) { wrong.push(name + ': "' + label + '" lies on a curve'); });
          });
        });
        var width = document.documentElement.scrollWidth;
        if (width > window.innerWidth + 1) { wrong.push('the page is ' + width + ' wide on a screen of ' + window.innerWidth); }
        if (document.querySelectorAll('.verdict .badge').length === 0) { wrong.push('no verdict'); }
        return document.querySelectorAll('figure svg').length + ' charts; ' + wrong.join('; ');
        """;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (Study study in StudyCatalog.All)
            {
                cases.Add(study.Name, "en");
                cases.Add(study.Name, "zh");
            }

            return cases;
        }
    }

    [Theory]
    [InlineData("gradient-flow", "en")]
    [InlineData("placement", "zh")]
    public void A_report_is_laid_out_well_on_a_desk_and_on_a_phone(string name, string language) => Check(name, language);

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(Cases))]
    public void Every_report_is_laid_out_well_on_a_desk_and_on_a_phone(string name, string language) => Check(name, language);

    private static void Check(string name, string language)
    {
        Assert.SkipWhen(Chromium.Path is null, "no Chromium on this machine");
        using var folder = new TemporaryFolder();
        string page = Write(name, language == "zh" ? Language.Chinese : Language.English, folder, out int charts);
        foreach (int width in (int[])[2560, 1280, 400])
        {
            Assert.Equal($"{charts} charts; ", Chromium.Examine(page, Examination, width));
        }
    }

    [Fact]
    public void The_examination_sees_what_is_wrong()
    {
        Assert.SkipWhen(Chromium.Path is null, "no Chromium on this machine");
        using var folder = new TemporaryFolder();
        string page = Write("gradient-flow", Language.English, folder, out _);
        string html = File.ReadAllText(page);
        int group = html.IndexOf("<g class=\"series\"", StringComparison.Ordinal);
        int content = html.IndexOf('>', group) + 1;
        File.WriteAllText(page, html[..content] + html[html.IndexOf("</g>", content, StringComparison.Ordinal)..]);
        Assert.Contains("is missing", Chromium.Examine(page, Examination, 1200));
        string hatching = string.Concat(Enumerable.Range(0, 80).Select(line => $"M0,{5 * line} H600 "));
        File.WriteAllText(page, $"{html[..content]}<path fill=\"none\" stroke=\"red\" d=\"{hatching}\"/>{html[content..]}");
        Assert.Contains("lies on a curve", Chromium.Examine(page, Examination, 1200));
        File.WriteAllText(
            page,
            html.Replace("</main>", "<script>nothing.here();</script></main>", StringComparison.Ordinal)
                .Replace("return document.querySelectorAll", "throw 1; return", StringComparison.Ordinal));
        Assert.Contains("script error", Chromium.Examine(page, "return document.body.dataset.found || 'nothing';", 1200));
    }

    [Fact]
    public void A_screenshot_is_not_blank()
    {
        Assert.SkipWhen(Chromium.Path is null, "no Chromium on this machine");
        using var folder = new TemporaryFolder();
        byte[] picture = Chromium.Screenshot(Write("gradient-flow", Language.English, folder, out _), 1000, 1600);
        Expect.True(picture.Length > 30_000, $"the picture has {picture.Length} bytes");
    }

    private static string Write(string name, Language language, TemporaryFolder folder, out int charts)
    {
        Study study = StudyCatalog.Find(name)!;
        var origin = new ReportOrigin("garments", $"normsharp study {name}", "a machine", new DateOnly(2026, 1, 2));
        StudyReport report = StudyReport.Create(study, TinyResults.Of(study), origin, language);
        ReportFolder.Write(folder.Path, report);
        charts = report.Conclusion.Figures.Count;
        return folder[ReportFolder.ReportName];
    }
}
