// The records of one unpacking as a test looks at them.

#ifndef SALLYPORT_TESTS_UNPACK_RECORD_LOG_H_
#define SALLYPORT_TESTS_UNPACK_RECORD_LOG_H_

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "mail/part_record.h"

namespace sallyport {

struct LoggedPart {
  PartBegin begin;
  std::string bytes;
  std::string type;
  std::vector<std::string> flags;

  bool Has(const std::string& flag) const {
    return std::find(flags.begin(), flags.end(), flag) != flags.end();
  }
  bool Named(const std::string& name) const {
    return begin.name == name ||
           std::find(begin.names.begin(), begin.names.end(), name) !=
               begin.names.end();
  }
};

class RecordLog : public PartRecordSink {
 public:
  Status OnBegin(int part, PartBegin begin) override {
    last_ = part;
    parts[part].begin = std::move(begin);
    return {};
  }
  Status OnData(std::string_view bytes) override {
    parts[last_].bytes += bytes;
    return {};
  }
  Status OnEnd(PartEnd end) override {
    parts[last_].type = end.type;
    return OnFlags(last_, end.flags);
  }
  Status OnFlags(int part, std::vector<std::string> flags) override {
    for (std::string& flag : flags)
      parts[part].flags.push_back(std::move(flag));
    return {};
  }
  Status OnFinding(Finding finding) override {
    findings.push_back(std::move(finding));
    return {};
  }
  void OnSubject(std::string text) override { subject = std::move(text); }
  void OnEngine(std::string text) override { engine = std::move(text); }

  /// The first part with that name, or an empty one.
  LoggedPart Named(const std::string& name) const {
    for (const auto& [number, part] : parts)
      if (part.Named(name)) return part;
    return {};
  }
  bool Found(Cause cause, const std::string& name, int part) const {
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Finding& finding) {
                         return finding.cause == cause &&
                                finding.name == name && finding.part == part;
                       });
  }
  /// True if some part, or the message itself, has the flag.
  bool Flagged(const std::string& flag) const {
    return std::any_of(parts.begin(), parts.end(), [&](const auto& entry) {
      return entry.second.Has(flag);
    });
  }

  std::map<int, LoggedPart> parts;  // 0 only if it has flags
  std::vector<Finding> findings;
  std::string subject;
  std::string engine;

 private:
  int last_ = 0;
};

}  // namespace sallyport

#endif  // SALLYPORT_TESTS_UNPACK_RECORD_LOG_H_
