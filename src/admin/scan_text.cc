#include "admin/scan_text.h"

#include "admin/part_tree.h"
#include "base/escape.h"

namespace sallyport {

namespace {

std::string ScannerLines(const ScannerResult& result) {
  std::string text = "scanner " + EscapeField(result.scanner) + ": ";
  text += Name(result.verdict);
  if (!result.required) text += ", optional";
  if (result.verdict != Verdict::kSkipped)
    text += ", " + std::to_string(result.ms) + " ms";
  if (!result.engine.empty()) text += ", " + EscapeField(result.engine);
  if (result.verdict != Verdict::kUnscanned) return text + "\n";
  text += ": " + EscapeField(result.reason) + "\n";
  if (!result.chatter.empty())
    text += "  said: " + EscapeField(result.chatter) + "\n";
  return text;
}

/// What decided: a finding, or the reason of a deferral.
std::string Why(const DryRun& run) {
  const Decision& decision = run.decision;
  if (!run.inspection || decision.finding == kNoFinding)
    return decision.reason.empty() ? "" : ": " + EscapeField(decision.reason);
  const Finding& finding = run.inspection->findings()[decision.finding];
  std::string text = ", ";
  if (finding.part != kNoPart)
    text += "part " + std::to_string(finding.part) + ", ";
  return text + FindingText(finding);
}

std::string RecipientLine(const ScanSubject& subject, size_t recipient) {
  const Fate fate = FateOf(subject.run.decision, recipient);
  std::string text(fate.what);
  if (!fate.folder.empty())
    text += (fate.what == "held" ? " in " : ", held in ") +
            std::string(fate.folder);
  return text + ": " +
         EscapeField(subject.envelope.envelope.recipients[recipient]) + "\n";
}

}  // namespace

std::string FileLabel(const std::string& file) {
  return file == "-" ? file : EscapeField(file);
}

std::string_view AnswerName(Answer answer) {
  switch (answer) {
    case Answer::kHandOff:
    case Answer::kHeld:
      return "accepted";
    case Answer::kRefuse:
      return "refused";
    case Answer::kDefer:
      break;
  }
  return "deferred";
}

std::string ClientText(const ScanSubject& subject) {
  switch (subject.run.decision.answer) {
    case Answer::kHandOff:
    case Answer::kHeld:
      return "";
    case Answer::kRefuse:
      return std::string(subject.config->Text("reply.reject"));
    case Answer::kDefer:
      break;
  }
  return std::string(subject.config->Text("reply.defer"));
}

std::string ScanText(const ScanSubject& subject) {
  const DryRun& run = subject.run;
  std::string text = FileLabel(subject.file) + "\n";
  if (run.inspection) {
    const Inspection& inspection = *run.inspection;
    text += PartTree(inspection.unpacked().rows, inspection.findings());
    for (const ScannerResult& result : inspection.results())
      text += ScannerLines(result);
    for (const LiftedFinding& lifted : inspection.lifted())
      text += "lifted by " + EscapeField(lifted.by) + ": " +
              FindingText(lifted.finding) + "\n";
  }
  const size_t recipients = subject.envelope.envelope.recipients.size();
  for (size_t i = 0; i < recipients; ++i) text += RecipientLine(subject, i);
  text += "answer: " + std::string(AnswerName(run.decision.answer)) + " (" +
          std::string(run.decision.LogAction()) + ")" + Why(run) + "\n";
  const std::string client = ClientText(subject);
  if (!client.empty()) text += "client: " + EscapeField(client) + "\n";
  return text;
}

}  // namespace sallyport
