#include "admin/scan_text.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "admin/config_value.h"
#include "base/escape.h"

namespace sallyport {

namespace {

/// What lies deeper is not moved in any further: nesting is the sender's.
constexpr size_t kMaxIndentDepth = 30;

std::string Indent(size_t depth) {
  return std::string(2 * std::min(depth, kMaxIndentDepth), ' ');
}

/// "virus by clamd: NAME".
std::string FindingText(const Finding& finding) {
  std::string text(Name(finding.cause));
  if (finding.cause == Cause::kSpam) text += " " + ScoreText(finding.score);
  text += " by " + EscapeField(finding.scanner);
  const bool told = finding.name == Name(finding.cause);
  return told ? text : text + ": " + EscapeField(finding.name);
}

/// Lines for the findings of one part, or of none.
std::string FindingLines(const std::vector<Finding>& findings, int part,
                         const std::string& indent) {
  std::string text;
  for (const Finding& finding : findings)
    if (finding.part == part)
      text += indent + "* " + FindingText(finding) + "\n";
  return text;
}

std::string PartLines(const ManifestRow& row, size_t depth,
                      const std::vector<Finding>& findings) {
  std::string text = Indent(depth) + std::to_string(row.part) + " " +
                     EscapeField(row.kind) + " " + EscapeField(row.type) +
                     ", " + std::to_string(row.bytes) + " bytes";
  if (!row.flags.empty()) text += ", " + EscapeList(row.flags);
  if (!row.name.empty()) text += ": " + EscapeField(row.name);
  text += "\n";
  if (!row.names.empty())
    text += Indent(depth) + "  also: " + EscapeList(row.names) + "\n";
  return text + FindingLines(findings, row.part, Indent(depth) + "  ");
}

/// Each part below its parent.
std::string PartTree(const Inspection& inspection) {
  const std::vector<ManifestRow>& rows = inspection.unpacked().rows;
  std::vector<std::vector<size_t>> children(rows.size());
  for (size_t i = 1; i < rows.size(); ++i)
    children[static_cast<size_t>(rows[i].parent)].push_back(i);
  std::vector<std::pair<size_t, size_t>> waiting;  // row, depth
  if (!rows.empty()) waiting.emplace_back(0, 1);
  std::string text;
  while (!waiting.empty()) {
    const auto [row, depth] = waiting.back();
    waiting.pop_back();
    text += PartLines(rows[row], depth, inspection.findings());
    for (size_t i = children[row].size(); i > 0; --i)
      waiting.emplace_back(children[row][i - 1], depth + 1);
  }
  return text;
}

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
    text += PartTree(inspection) +
            FindingLines(inspection.findings(), kNoPart, "  ");
    for (const ScannerResult& result : inspection.results())
      text += ScannerLines(result);
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
