// What the grammars of engines that answer in lines of text have in common.

#ifndef SALLYPORT_SCANNERS_ENGINE_REPLY_H_
#define SALLYPORT_SCANNERS_ENGINE_REPLY_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mail/finding.h"
#include "scanners/reply_text.h"

namespace sallyport {

using EngineLines = std::vector<std::string>;

/// What an engine said of a file.
struct EngineFinding {
  Cause cause = Cause::kVirus;
  std::string name;

  bool operator==(const EngineFinding&) const = default;
};

/// Of one file; none: clean.
using EngineFindings = std::vector<EngineFinding>;

/// Adds what is not among them. A virus may come without a name.
void AddFinding(Cause cause, std::string_view name, EngineFindings* findings);

/// A reply outside of the grammar.
Error NotUnderstood(std::string_view engine, std::string_view line);
Error NotUnderstood(std::string_view engine, const EngineLines& lines);

/// The three digits that a line begins with, followed by a blank or nothing;
/// 0 if it does not.
int ReplyCode(std::string_view line);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_ENGINE_REPLY_H_
