// What a reply was taken for, as text to compare.

#ifndef SALLYPORT_TESTS_SCANNERS_ENGINE_FINDINGS_H_
#define SALLYPORT_TESTS_SCANNERS_ENGINE_FINDINGS_H_

#include <string>

#include "base/result.h"
#include "mail/finding.h"
#include "scanners/engine_reply.h"
#include "tests/scanners/plugin_run.h"

namespace sallyport::test {

/// "virus NAME", several separated by commas; "" is clean.
inline std::string Text(const Result<EngineFindings>& findings) {
  if (!findings.ok()) return kNotScanned;
  std::string text;
  for (const EngineFinding& finding : findings.value())
    text += (text.empty() ? "" : ", ") + std::string(Name(finding.cause)) +
            " " + finding.name;
  return text;
}

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SCANNERS_ENGINE_FINDINGS_H_
