// Runs a shipped plugin as the jail would: scratch, message, parts, options
// in the environment; its answer and its end are kept.

#ifndef SALLYPORT_TESTS_SCANNERS_PLUGIN_RUN_H_
#define SALLYPORT_TESTS_SCANNERS_PLUGIN_RUN_H_

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/child.h"
#include "base/io.h"
#include "mail/manifest.h"
#include "tests/temporary_directory.h"

namespace sallyport::test {

/// Keys as they stand in the environment, without SALLYPORT_OPT_.
using PluginOptions = std::map<std::string, std::string>;

struct PluginAnswer {
  std::string output;
  std::string errors;
  ChildEnd end;
};

/// Of an answer that does not count.
inline constexpr char kNotScanned[] = "not scanned";

/// The lines between the first, which begins with `engine`, and "done".
inline std::string Findings(const PluginAnswer& answer,
                            const std::string& engine) {
  if (!answer.end.Succeeded() && answer.output.empty() &&
      !answer.errors.empty())
    return kNotScanned;
  CHECK(answer.end.Succeeded());
  REQUIRE(answer.output.starts_with(engine));
  REQUIRE(answer.output.ends_with("done\n"));
  const size_t front = answer.output.find('\n') + 1;
  return answer.output.substr(front, answer.output.size() - front - 5);
}

/// Of a shipped plugin by its name; a path stays what it is.
inline std::string PluginPath(const std::string& plugin) {
  const char* build = std::getenv("SALLYPORT_BUILD");
  return std::filesystem::absolute(build ? build : "build") /
         "libexec/scanners" / plugin;
}

class PluginSite {
 public:
  PluginSite() {
    place_.Write("message", "From: a\n\nbody\n");
    place_.Write("recipients", "user@example.com\n");
    place_.MakeDirectory("parts");
    place_.MakeDirectory("scratch");
    place_.Write("parts/0001", "one");
    place_.Write("parts/0012.zip", "twelve");
    WriteManifest({Row(1, "leaf", "one.txt"), Row(12, "member", "x.zip")});
  }

  static ManifestRow Row(int part, const std::string& kind,
                         const std::string& name) {
    ManifestRow row;
    row.part = part;
    row.parent = 0;
    row.depth = 1;
    row.kind = kind;
    row.name = name;
    row.type = "text/plain";
    return row;
  }

  /// The raw message, and these parts.
  void WriteManifest(const std::vector<ManifestRow>& parts) const {
    std::vector<ManifestRow> rows(1);
    rows[0].kind = "message";
    rows[0].type = "message/rfc822";
    rows.insert(rows.end(), parts.begin(), parts.end());
    place_.Write("MANIFEST", FormatManifest(rows));
  }

  const TemporaryDirectory& place() const { return place_; }
  std::string PartPath(const std::string& name) const {
    return place_.Path("parts/" + name);
  }

  /// `facts` are further variables: SALLYPORT_SENDER and the like; from `word`
  /// an early plugin hears that the parts are there.
  PluginAnswer Run(const std::string& plugin, const PluginOptions& options,
                   const PluginOptions& facts = {}, int word = -1) const {
    Result<Fd> out = OpenAt(place_.fd(), "out", kFresh, 0600);
    Result<Fd> errors = OpenAt(place_.fd(), "errors", kFresh, 0600);
    Result<Fd> message = OpenAt(place_.fd(), "message", O_RDONLY);
    ChildSpec spec;
    spec.program = PluginPath(plugin);
    spec.environment = {"PATH=/usr/bin:/bin",
                        "TMPDIR=" + place_.Path("scratch"),
                        "SALLYPORT_MESSAGE=" + place_.Path("message"),
                        "SALLYPORT_PARTS=" + place_.Path("parts"),
                        "SALLYPORT_MANIFEST=" + place_.Path("MANIFEST"),
                        "SALLYPORT_RECIPIENTS=" + place_.Path("recipients")};
    for (const auto& [key, value] : options)
      spec.environment.push_back("SALLYPORT_OPT_" + key + "=" + value);
    for (const auto& [name, value] : facts)
      spec.environment.push_back(name + "=" + value);
    spec.descriptors = {message.value().get(), out.value().get(),
                        errors.value().get()};
    if (word >= 0) {
      spec.environment.emplace_back("SALLYPORT_EARLY=3");
      spec.descriptors.push_back(word);
    }
    Result<pid_t> pid = Spawn(spec);
    if (!pid.ok()) throw std::runtime_error(pid.error().Text());
    Child child(pid.value());
    Result<ChildEnd> end = child.Wait(Deadline::InMs(60000));
    if (!end.ok()) throw std::runtime_error(end.error().Text());
    return {place_.Read("out"), place_.Read("errors"), end.value()};
  }

 private:
  static constexpr int kFresh = O_RDWR | O_CREAT | O_TRUNC;
  TemporaryDirectory place_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SCANNERS_PLUGIN_RUN_H_
