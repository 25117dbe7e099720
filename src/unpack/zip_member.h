// Decoding one member of a zip by what one of its headers says.

#ifndef SALLYPORT_UNPACK_ZIP_MEMBER_H_
#define SALLYPORT_UNPACK_ZIP_MEMBER_H_

#include "unpack/member.h"
#include "unpack/passwords.h"
#include "unpack/source.h"
#include "unpack/zip_records.h"

namespace sallyport {

struct ZipReading {
  ZipFields fields;
  uint64_t data = 0;  // where the packed bytes begin
  uint64_t next = 0;  // where the next record stands
  bool plain_too = true;  // if said to be encrypted, it may not be so
};

/// True if a member of this method can be decoded.
bool KnowsZipMethod(uint16_t method);

/// True if decoding this method goes by the size and the flags stated.
bool NeedsFields(uint16_t method);

/// Decodes into `member`, which has begun, and flags what is wrong. Returns
/// how many packed bytes that took. An encrypted one is tried with
/// `passwords`, which may be null; one that only says so is read as it is, and
/// flagged all the same.
uint64_t DecodeZipMember(Source* source, const ZipReading& reading,
                         Passwords* passwords, MemberWriter* member);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_ZIP_MEMBER_H_
