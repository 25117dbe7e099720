// What /proc tells of another process: limits, signals, descriptors.

#ifndef SALLYPORT_TESTS_SYSTEM_PROC_VIEW_H_
#define SALLYPORT_TESTS_SYSTEM_PROC_VIEW_H_

#include <fcntl.h>
#include <sys/types.h>

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/escape.h"
#include "tests/system/site.h"

namespace sallyport::test {

class ProcView {
 public:
  explicit ProcView(pid_t pid)
      : path_("/proc/" + std::to_string(pid) + "/"),
        status_(ReadWholeFile(path_ + "status")),
        limits_(ReadWholeFile(path_ + "limits")) {}

  std::string Path(const std::string& name) const { return path_ + name; }

  /// The value of a line "NAME:<tab>VALUE" of status.
  std::string Status(const std::string& name) const {
    for (const std::string_view line : Split(status_, '\n'))
      if (line.starts_with(name + ":"))
        return std::string(line.substr(line.find('\t') + 1));
    return "";
  }

  /// The signals of SigBlk, SigIgn or SigCgt.
  std::set<int> Signals(const std::string& name) const {
    constexpr int kMostSignals = 64;
    const unsigned long long bits = std::stoull(Status(name), nullptr, 16);
    std::set<int> numbers;
    for (int number = 1; number <= kMostSignals; ++number)
      if ((bits >> (number - 1) & 1) != 0) numbers.insert(number);
    return numbers;
  }

  /// Soft and hard limit by its name there ("Max cpu time").
  std::pair<std::string, std::string> Limit(const std::string& name) const {
    for (const std::string_view line : Split(limits_, '\n')) {
      if (!line.starts_with(name)) continue;
      std::vector<std::string> words;
      for (const std::string_view word : Split(line.substr(name.size()), ' '))
        if (!word.empty()) words.emplace_back(word);
      return {words.at(0), words.at(1)};
    }
    return {};
  }

  std::set<int> Descriptors() const {
    std::set<int> open;
    for (const auto& entry : std::filesystem::directory_iterator(path_ + "fd"))
      open.insert(std::stoi(entry.path().filename()));
    return open;
  }

  bool ClosesOnExec(int fd) const {
    const std::string fact =
        ReadWholeFile(path_ + "fdinfo/" + std::to_string(fd));
    const size_t at = fact.find("flags:");
    return at != std::string::npos &&
           (std::stoul(fact.substr(at + 6), nullptr, 8) & O_CLOEXEC) != 0;
  }

  std::vector<std::string> Environment() const {
    std::vector<std::string> variables;
    const std::string text = ReadWholeFile(path_ + "environ");
    for (const std::string_view variable : Split(text, '\0'))
      if (!variable.empty()) variables.emplace_back(variable);
    return variables;
  }

 private:
  std::string path_;
  std::string status_;
  std::string limits_;
};

/// The parents of `below`, nearest first, up to `above` and without it. By
/// status, which may be read where the program's name may not.
inline std::vector<pid_t> Between(pid_t below, pid_t above) {
  std::vector<pid_t> between;
  for (pid_t pid = below;;) {
    pid = std::stoi(ProcView(pid).Status("PPid"));
    if (pid == above || pid <= 1) return between;
    between.push_back(pid);
  }
}

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SYSTEM_PROC_VIEW_H_
