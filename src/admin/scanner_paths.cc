#include "admin/scanner_paths.h"

#include <filesystem>
#include <vector>

#include "mail/config.h"

namespace sallyport {

namespace {

namespace fs = std::filesystem;

/// Without links, as far as it exists.
fs::path Resolved(const std::string& path) {
  std::error_code error;
  const fs::path resolved = fs::weakly_canonical(path, error);
  const fs::path whole = error ? fs::path(path) : resolved;
  return whole.has_filename() ? whole : whole.parent_path();
}

/// True if `path` is `above` or lies below it.
bool IsWithin(const fs::path& path, const fs::path& above) {
  for (fs::path at = path;; at = at.parent_path()) {
    if (at == above) return true;
    if (!at.has_relative_path()) return false;
  }
}

void CompilePaths(const Compilation& compilation, const std::string& key) {
  CompiledConfig* out = compilation.out;
  const fs::path spool = Resolved(out->Text("spool"));
  std::vector<std::string> resolved;
  for (const std::string& path : out->List(key)) {
    const fs::path real = Resolved(path);
    resolved.push_back(real.string());
    std::error_code error;
    if (!fs::exists(real, error) && out->Written(key))
      compilation.Error(key, Quoted(path) + " is not there",
                        "allowed: files and directories that exist");
    if (IsWithin(real, spool) || IsWithin(spool, real))
      compilation.Error(key, Quoted(path) + " opens the spool to the scanner",
                        "allowed: neither the spool, nor what is in it or "
                        "above it");
  }
  out->entries[key].value = FormatConfigList(resolved);
}

}  // namespace

void CompileScannerPaths(const Compilation& compilation,
                         const std::string& name) {
  for (const char* key : {".read", ".write"})
    CompilePaths(compilation, "scanner." + name + key);
}

void CheckSpoolHidden(const Compilation& compilation) {
  const fs::path spool = Resolved(compilation.out->Text("spool"));
  for (const char* system : {"/usr", "/bin", "/lib", "/lib32", "/lib64",
                             "/libx32"})
    if (IsWithin(spool, Resolved(system)))
      compilation.Error("spool",
                        Quoted(spool.string()) + " is where every scanner "
                                                 "may read",
                        std::string("allowed: a directory outside of ") +
                            system);
}

}  // namespace sallyport
