//! A call that panics: with it, tests look at the boundary from the side of C.

use crate::boundary::guard;
use crate::error::{tactful_error, tactful_status};

/// Panics behind the boundary of every call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_test_panic(error: *mut *mut tactful_error) -> tactful_status {
    guard(error, || {
        let none: Option<()> = None;
        #[expect(clippy::unwrap_used, reason = "this is the panic that the test of the boundary needs")]
        none.unwrap();
        Ok(())
    })
}
