// Runs the configured scanners over an unpacked message, one after another,
// and gathers what they say.
//
// A scanner's answer counts only if its output ends in "done", the program
// exited 0, nothing of its process tree was left and the jail reported so
// (DESIGN: a result starts as "unscanned" and earns its way out).

#ifndef SALLYPORT_INSPECT_SCAN_H_
#define SALLYPORT_INSPECT_SCAN_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "inspect/decide.h"
#include "inspect/jailed.h"
#include "mail/config.h"
#include "mail/finding.h"
#include "mail/scanner_protocol.h"

namespace sallyport {

enum class Verdict { kUnscanned, kClean, kFound, kSkipped };
std::string_view Name(Verdict verdict);

struct ScannerResult {
  std::string scanner;
  Verdict verdict = Verdict::kUnscanned;
  bool required = true;
  std::string stands_for;  // the scanner whose backup it was here, or empty
  bool counts = true;      // false: asked though the answer was decided
  std::string reason;      // why unscanned
  std::string engine;
  std::string chatter;
  int64_t ms = 0;
  std::vector<Finding> findings;
  std::vector<std::string> exceptions;
  std::vector<Category> may_except;
  std::vector<std::pair<std::string, std::string>> headers;

  /// "name:verdict:ms:engine", for the logs.
  std::string Summary() const;
};

/// Runs a program of the configuration that waits in its jail, or could not be
/// started there, and hands its output to `take`. What it said counts only if
/// `reason` is empty; the verdict is left to the caller.
ScannerResult RunJailed(Config* config, const std::string& scanner,
                        Result<JailedScanner> jailed, Deadline deadline,
                        const OutputTaker& take);

/// Runs one scanner of the configuration over a message of so many parts;
/// never "policy", which is run by the unpacker.
ScannerResult RunOneScanner(Config* config, const std::string& scanner,
                            Result<JailedScanner> jailed, int parts,
                            Deadline deadline);

/// Those whose failure counts. A backup follows the scanner it stands for, and
/// has the last word.
std::vector<ScannerFailure> FailuresOf(
    const std::vector<ScannerResult>& results);

/// A finding that no longer counts, and which scanner lifted it.
struct LiftedFinding {
  Finding finding;
  std::string by;
};

/// Takes from `findings` what a scanner with the power to do so excepts by
/// name, and returns it. Never what is unscannable, and never what another
/// part of the same name rests on: only findings of its may_except categories.
std::vector<LiftedFinding> LiftExcepted(const ScannerResult& by,
                                        std::vector<Finding>* findings);

/// The scanner that is asked in its stead when it fails; empty if none is.
std::string BackupOf(Config* config, const std::string& scanner);

/// True if a scanner of `names`, or the backup of one, may lift findings of
/// some category.
bool AnyMayExcept(Config* config, const std::vector<std::string>& names);

}  // namespace sallyport

#endif  // SALLYPORT_INSPECT_SCAN_H_
