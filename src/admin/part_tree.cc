#include "admin/part_tree.h"

#include <algorithm>
#include <utility>

#include "admin/config_value.h"
#include "base/escape.h"

namespace sallyport {

namespace {

/// What lies deeper is not moved in any further: nesting is the sender's.
constexpr size_t kMaxIndentDepth = 30;

std::string Indent(size_t depth) {
  return std::string(2 * std::min(depth, kMaxIndentDepth), ' ');
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

}  // namespace

std::string FindingText(const Finding& finding) {
  std::string text(Name(finding.cause));
  if (finding.cause == Cause::kSpam) text += " " + ScoreText(finding.score);
  text += " by " + EscapeField(finding.scanner);
  const bool told = finding.name == Name(finding.cause);
  return told ? text : text + ": " + EscapeField(finding.name);
}

std::string PartTree(const std::vector<ManifestRow>& rows,
                     const std::vector<Finding>& findings) {
  std::vector<std::vector<size_t>> children(rows.size());
  for (size_t i = 1; i < rows.size(); ++i)
    if (rows[i].parent >= 0 && static_cast<size_t>(rows[i].parent) < i)
      children[static_cast<size_t>(rows[i].parent)].push_back(i);
  std::vector<std::pair<size_t, size_t>> waiting;  // row, depth
  if (!rows.empty()) waiting.emplace_back(0, 1);
  std::string text;
  while (!waiting.empty()) {
    const auto [row, depth] = waiting.back();
    waiting.pop_back();
    text += PartLines(rows[row], depth, findings);
    for (size_t i = children[row].size(); i > 0; --i)
      waiting.emplace_back(children[row][i - 1], depth + 1);
  }
  return text + FindingLines(findings, kNoPart, Indent(1));
}

}  // namespace sallyport
