namespace NormSharp.Studies;

/// <summary>What a study says before it has measured anything.</summary>
/// <param name="Title">A few words.</param>
/// <param name="Question">The question.</param>
/// <param name="Claim">What the source texts say.</param>
/// <param name="Source">Which text or paper says it.</param>
/// <param name="Method">What is trained and measured, and how.</param>
public sealed record StudyText(Phrase Title, Phrase Question, Phrase Claim, string Source, Phrase Method);
