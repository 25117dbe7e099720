// The file in `live` that a scanner's rules are compiled into: a front of
// text lines, then what the engine's own compiler wrote.
//
//   sallyport-rules 1
//   ENGINE AND VERSION       the one that wrote it, and alone can read it
//   SHA-256 of the sources   as they were compiled
//   SHA-256 of what follows
//   its length in bytes
//
// An engine maps such bytes into memory and runs them: it is given them only
// if every one is as it was written.

#ifndef SALLYPORT_MAIL_COMPILED_RULES_H_
#define SALLYPORT_MAIL_COMPILED_RULES_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport {

inline constexpr size_t kMaxCompiledRulesBytes = 512 * 1024 * 1024;

struct CompiledRules {
  std::string engine;  // "yara 4.2.3"
  std::string source;  // hexadecimal, names the version of the rules
  std::string bytes;
};

std::string EncodeCompiledRules(const CompiledRules& rules);

/// Fails if anything is not as EncodeCompiledRules wrote it.
Result<CompiledRules> DecodeCompiledRules(std::string_view file);

/// File name in `live` of the rules of this scanner.
std::string CompiledRulesName(const std::string& scanner);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_COMPILED_RULES_H_
