// GMime asks gpgme for GnuPG when it starts, which reads the environment and
// looks for programs. Nothing here decrypts, signs or runs one: GMime is told
// that there is no GnuPG, and calls none of the rest.

#ifndef SALLYPORT_SANITIZED

#include <cstddef>

#include "unpack/never_called.h"

extern "C" {

const char* gpgme_check_version_internal(const char*, size_t) {
  return nullptr;
}

unsigned gpgme_engine_check_version(int) { return 1; }  // GPG_ERR_GENERAL

}  // extern "C"

SALLYPORT_NEVER_CALLED(gpgme_data_new_from_cbs);
SALLYPORT_NEVER_CALLED(gpgme_data_release);
SALLYPORT_NEVER_CALLED(gpgme_get_key);
SALLYPORT_NEVER_CALLED(gpgme_get_keylist_mode);
SALLYPORT_NEVER_CALLED(gpgme_get_protocol);
SALLYPORT_NEVER_CALLED(gpgme_key_unref);
SALLYPORT_NEVER_CALLED(gpgme_new);
SALLYPORT_NEVER_CALLED(gpgme_op_decrypt);
SALLYPORT_NEVER_CALLED(gpgme_op_decrypt_result);
SALLYPORT_NEVER_CALLED(gpgme_op_decrypt_verify);
SALLYPORT_NEVER_CALLED(gpgme_op_encrypt);
SALLYPORT_NEVER_CALLED(gpgme_op_encrypt_sign);
SALLYPORT_NEVER_CALLED(gpgme_op_export_ext);
SALLYPORT_NEVER_CALLED(gpgme_op_import);
SALLYPORT_NEVER_CALLED(gpgme_op_import_result);
SALLYPORT_NEVER_CALLED(gpgme_op_keylist_end);
SALLYPORT_NEVER_CALLED(gpgme_op_keylist_next);
SALLYPORT_NEVER_CALLED(gpgme_op_keylist_start);
SALLYPORT_NEVER_CALLED(gpgme_op_sign);
SALLYPORT_NEVER_CALLED(gpgme_op_sign_result);
SALLYPORT_NEVER_CALLED(gpgme_op_verify);
SALLYPORT_NEVER_CALLED(gpgme_op_verify_result);
SALLYPORT_NEVER_CALLED(gpgme_release);
SALLYPORT_NEVER_CALLED(gpgme_set_armor);
SALLYPORT_NEVER_CALLED(gpgme_set_ctx_flag);
SALLYPORT_NEVER_CALLED(gpgme_set_keylist_mode);
SALLYPORT_NEVER_CALLED(gpgme_set_offline);
SALLYPORT_NEVER_CALLED(gpgme_set_passphrase_cb);
SALLYPORT_NEVER_CALLED(gpgme_set_protocol);
SALLYPORT_NEVER_CALLED(gpgme_set_textmode);
SALLYPORT_NEVER_CALLED(gpgme_signers_add);
SALLYPORT_NEVER_CALLED(gpgme_signers_clear);
SALLYPORT_NEVER_CALLED(gpgme_strerror);

#endif  // SALLYPORT_SANITIZED
