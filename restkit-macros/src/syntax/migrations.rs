//! The arguments of `migrations!`, as written.

use proc_macro2::TokenStream;
use syn::{
    LitStr, Path, Token,
    parse::{Parse, ParseStream, Parser as _},
};

use crate::errors::Errors;

/// What is written between the parentheses.
pub(crate) struct MigrationsSyntax {
    /// The folder.
    pub(crate) folder: LitStr,
    pub(crate) krate: Option<Path>,
}

impl Parse for MigrationsSyntax {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(LitStr) {
            return Err(
                input.error("name the folder of the migrations, from the folder of Cargo.toml: `migrations!(\"migrations\")`")
            );
        }
        let folder = input.parse()?;
        let mut krate = None;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        if !input.is_empty() {
            if !input.peek(Token![crate]) {
                return Err(input.error("after the folder there may stand `crate = path`, where restkit is re-exported"));
            }
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            krate = Some(input.call(Path::parse_mod_style)?);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(Self { folder, krate })
    }
}

/// Reads the arguments.
pub(crate) fn read(arguments: TokenStream, errors: &mut Errors) -> Option<MigrationsSyntax> {
    MigrationsSyntax::parse.parse2(arguments).map_err(|error| errors.syn(error)).ok()
}
