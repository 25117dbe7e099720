#include "unpack/mspack_archive.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "unpack/mspack_system.h"
#include "unpack/names.h"

namespace sallyport {

namespace {

using Chm = std::unique_ptr<mschm_decompressor,
                            decltype(&mspack_destroy_chm_decompressor)>;
using Szdd = std::unique_ptr<msszdd_decompressor,
                             decltype(&mspack_destroy_szdd_decompressor)>;
using Kwaj = std::unique_ptr<mskwaj_decompressor,
                             decltype(&mspack_destroy_kwaj_decompressor)>;

std::string_view FlagOf(int error) {
  return error == MSPACK_ERR_NOMEMORY ? kLimitFlag : kDamagedFlag;
}

class MspackWalk {
 public:
  MspackWalk(Unpacking* unpacking, Source* source, Part* archive)
      : unpacking_(unpacking), archive_(archive), member_(unpacking, archive) {
    in_.source = source;
    out_.member = &member_;
  }

  void UnpackChm();
  void UnpackSzdd();
  void UnpackKwaj();

 private:
  void Fail(int error) { FlagPart(unpacking_, FlagOf(error), archive_); }
  void End(int error) {
    if (error != MSPACK_ERR_OK && !out_.cut) member_.Flag(FlagOf(error));
    member_.End();
  }

  Unpacking* unpacking_;
  Part* archive_;
  MemberWriter member_;
  MspackFile in_;
  MspackFile out_;
};

void MspackWalk::UnpackChm() {
  const Chm chm(mspack_create_chm_decompressor(MspackSystem()),
                mspack_destroy_chm_decompressor);
  if (chm == nullptr) return Fail(MSPACK_ERR_NOMEMORY);
  mschmd_header* header = chm->open(chm.get(), NameOf(&in_));
  if (header == nullptr) return Fail(chm->last_error(chm.get()));
  // In the order of their bytes none needs to be decoded again for the next.
  std::vector<mschmd_file*> files;
  for (mschmd_file* list : {header->files, header->sysfiles})
    for (mschmd_file* file = list; file != nullptr; file = file->next)
      if (!std::string_view(file->filename).starts_with("::DataSpace"))
        files.push_back(file);
  std::stable_sort(files.begin(), files.end(),
                   [](const mschmd_file* a, const mschmd_file* b) {
                     return a->section->id != b->section->id
                                ? a->section->id < b->section->id
                                : a->offset < b->offset;
                   });
  for (mschmd_file* file : files) {
    std::vector<std::string> names;
    AddName(file->filename, &names);
    if (!unpacking_->records->ok() || !member_.Begin(std::move(names))) break;
    out_.cut = false;
    End(chm->extract(chm.get(), file, NameOf(&out_)));
  }
  chm->close(chm.get(), header);
}

/// The name's last letter is in the header; the file's own ends in "_".
void MspackWalk::UnpackSzdd() {
  const Szdd szdd(mspack_create_szdd_decompressor(MspackSystem()),
                  mspack_destroy_szdd_decompressor);
  if (szdd == nullptr) return Fail(MSPACK_ERR_NOMEMORY);
  msszddd_header* header = szdd->open(szdd.get(), NameOf(&in_));
  if (header == nullptr) return Fail(szdd->last_error(szdd.get()));
  std::vector<std::string> names;
  for (std::string name : archive_->names) {
    if (name.ends_with('_') && header->missing_char != '\0')
      name.back() = header->missing_char;
    AddName(name, &names);
  }
  if (member_.Begin(std::move(names)))
    End(szdd->extract(szdd.get(), header, NameOf(&out_)));
  szdd->close(szdd.get(), header);
}

void MspackWalk::UnpackKwaj() {
  const Kwaj kwaj(mspack_create_kwaj_decompressor(MspackSystem()),
                  mspack_destroy_kwaj_decompressor);
  if (kwaj == nullptr) return Fail(MSPACK_ERR_NOMEMORY);
  mskwajd_header* header = kwaj->open(kwaj.get(), NameOf(&in_));
  if (header == nullptr) return Fail(kwaj->last_error(kwaj.get()));
  std::vector<std::string> names;
  if (header->filename != nullptr) AddName(header->filename, &names);
  for (const std::string& name : archive_->names) AddName(name, &names);
  if (member_.Begin(std::move(names)))
    End(kwaj->extract(kwaj.get(), header, NameOf(&out_)));
  kwaj->close(kwaj.get(), header);
}

}  // namespace

bool IsMspack(Container container) {
  return container == Container::kChm || container == Container::kSzdd ||
         container == Container::kKwaj;
}

void UnpackMspack(Unpacking* unpacking, Source* source, Container container,
                  Part* archive) {
  MspackWalk walk(unpacking, source, archive);
  if (container == Container::kChm) walk.UnpackChm();
  if (container == Container::kSzdd) walk.UnpackSzdd();
  if (container == Container::kKwaj) walk.UnpackKwaj();
}

}  // namespace sallyport
