#include "scanners/rspamd_verdict.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace sallyport {

namespace {

constexpr std::string_view kFailure = "_FAIL";
// rspamd's timer begins a moment before its measure of the time.
constexpr double kNearlyAll = 0.9;

/// What the action alone is worth; none if it says nothing.
std::optional<double> Worth(RspamdAction action, const RspamdRules& rules) {
  switch (action) {
    case RspamdAction::kNoAction:
    case RspamdAction::kGreylist:
    case RspamdAction::kSoftReject:
      return std::nullopt;
    case RspamdAction::kAddHeader:
    case RspamdAction::kRewriteSubject:
      return rules.tag_score;
    case RspamdAction::kQuarantine:
    case RspamdAction::kDiscard:
      return rules.hold_score;
    case RspamdAction::kReject:
      return rules.reject_score;
  }
  return rules.reject_score;
}

}  // namespace

Status CheckScanned(const RspamdReply& reply, const RspamdRules& rules) {
  if (reply.skipped && !RejectedUnseen(reply, rules))
    return FormatError("rspamd skipped the message, action",
                       Name(reply.action));
  if (rules.task_seconds > 0 &&
      reply.seconds >= rules.task_seconds * kNearlyAll)
    return FormatError("rspamd broke the scan off after seconds",
                       std::to_string(reply.seconds));
  const auto& tolerated = rules.tolerated_failures;
  for (const RspamdSymbol& symbol : reply.symbols)
    if (symbol.name.ends_with(kFailure) &&
        std::find(tolerated.begin(), tolerated.end(), symbol.name) ==
            tolerated.end())
      return FormatError(
          "rspamd's " + symbol.name,
          symbol.options.empty() ? "without a reason" : symbol.options.front());
  return {};
}

bool RejectedUnseen(const RspamdReply& reply, const RspamdRules& rules) {
  return reply.skipped && reply.action == RspamdAction::kReject &&
         rules.counts != RspamdCounts::kScore;
}

bool MustComeAgain(const RspamdReply& reply, const RspamdRules& rules) {
  return reply.action == RspamdAction::kSoftReject &&
         rules.defer_on_soft_reject;
}

double ScoreThatCounts(const RspamdReply& reply, const RspamdRules& rules) {
  const std::optional<double> worth = Worth(reply.action, rules);
  if (rules.counts == RspamdCounts::kScore) return reply.score;
  if (rules.counts == RspamdCounts::kAction) return worth.value_or(0);
  // To be kept instead of rejected is what was asked for, whatever the score.
  if (reply.action == RspamdAction::kQuarantine ||
      reply.action == RspamdAction::kDiscard)
    return *worth;
  return std::max(reply.score, worth.value_or(reply.score));
}

bool IsSpam(const RspamdReply& reply) {
  return reply.action != RspamdAction::kNoAction &&
         reply.action != RspamdAction::kGreylist &&
         reply.action != RspamdAction::kSoftReject;
}

}  // namespace sallyport
