using System.Net;
using NormSharp.Training;

namespace WebClassifier;

/// <summary>The page to upload a picture on.</summary>
internal static class Page
{
    public static string Of(ModelInput input) => $$"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>What does it show?</title>
        <style>
          body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 2rem auto; padding: 0 1rem; }
          img { max-width: 100%; max-height: 16rem; display: block; margin: 1rem 0; }
          img[hidden] { display: none; }
          td { padding: 0.2rem 1rem 0.2rem 0; }
          td + td { text-align: right; }
        </style>
        <h1>What does it show?</h1>
        <p>The model tells {{input.Classes.Count}} classes apart: {{WebUtility.HtmlEncode(string.Join(", ", input.Classes))}}.</p>
        <form><input type="file" name="picture" accept="image/*" aria-label="A picture"></form>
        <img hidden alt="the picture">
        <p role="status"></p>
        <table></table>
        <script>
          const [form, img, status, table] = ['form', 'img', '[role=status]', 'table'].map(s => document.querySelector(s));
          form.addEventListener('change', async () => {
            const file = form.picture.files[0];
            if (!file) return;
            img.src = URL.createObjectURL(file);
            img.hidden = false;
            table.replaceChildren();
            status.textContent = '…';
            const response = await fetch('predict', { method: 'POST', body: new FormData(form) });
            const answer = await response.json().catch(() => ({ error: `refused (${response.status})` }));
            status.textContent = answer.error ?? '';
            for (const { name, probability } of answer.top ?? []) {
              const row = table.insertRow();
              row.insertCell().textContent = name;
              row.insertCell().textContent = `${(100 * probability).toFixed(1)} %`;
            }
          });
        </script>
        </html>
        """;
}
