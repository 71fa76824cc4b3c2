//! Impl blocks with endpoints: the table of facts, and for each method a function that reads its arguments and calls it.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::{local, policy, private};
use crate::model::{Argument, Block, BlockKind, Endpoint, Method, RowPath, Transaction};

/// The function that answers the endpoints.
pub(crate) fn block(block: &Block) -> TokenStream {
    let module = private(&block.krate);
    let private = local("r").to_token_stream();
    let (specs, this) = (local("SPECS"), local("this"));
    let Block { ident, name, docs, .. } = block;
    let facts = block.endpoints.iter().map(|endpoint| facts(endpoint, block, &private));
    let count = Literal::usize_unsuffixed(block.endpoints.len());
    let handlers = block.endpoints.iter().enumerate().map(|(index, endpoint)| {
        let index = Literal::usize_unsuffixed(index);
        let call = call(endpoint, &private, &this, &quote!(&#specs[#index]));
        let transaction = transaction(endpoint.transaction, &private);
        quote!(#private::Handler::new(&#specs[#index], #call) #transaction)
    });
    let routes = match &block.kind {
        BlockKind::Resource => quote!(#private::resource_routes::<Self>(#private::vec![#(#handlers),*])),
        BlockKind::Api { path, tag } => quote! {
            static __GROUP: #private::GroupSpec = #private::GroupSpec { name: #name, path: #path, tag: #tag, docs: #docs };
            #private::group_routes(&__GROUP, #private::vec![#(#handlers),*])
        },
    };
    let rows = block.endpoints.iter().filter_map(|endpoint| row(endpoint.row.as_ref()?, block, &private).into());
    let receiver = block.has_state.then(|| quote!(self));
    let share = block.has_state.then(|| quote!(let #this = #private::Arc::new(self);));
    quote! {
        #[allow(unreachable_pub, deprecated, clippy::all)]
        impl #ident {
            /// The endpoints, to be mounted with `App::mount`.
            pub fn routes(#receiver) -> #module::Routes {
                use #module as #private;
                #(#rows)*
                static #specs: [#private::EndpointSpec; #count] = [#(#facts),*];
                #share
                #routes
            }
        }
    }
}

/// Asks whether the path names the row; only the resource knows of which parts its key is.
fn row(row: &RowPath, block: &Block, private: &TokenStream) -> TokenStream {
    let RowPath { span, parameters, unread } = row;
    let (ident, span) = (&block.ident, span.resolved_at(Span::mixed_site()));
    let unread = unread.iter().map(|(name, fault)| quote!((#name, #fault)));
    let parts = quote!(<#ident as #private::Resource>::KEY_PARTS, &[#(#parameters),*], &[#(#unread),*]);
    let private = super::rules::at(span, private);
    quote_spanned!(span=> const _: () = #private::row_in_path(#parts);)
}

/// The facts of one endpoint.
fn facts(endpoint: &Endpoint, block: &Block, private: &TokenStream) -> TokenStream {
    let Endpoint { name, docs, path, deprecated, answer, .. } = endpoint;
    let group = &block.name;
    let method = match endpoint.method {
        Method::Get => quote!(GET),
        Method::Post => quote!(POST),
        Method::Put => quote!(PUT),
        Method::Patch => quote!(PATCH),
        Method::Delete => quote!(DELETE),
    };
    let status = match endpoint.status {
        Some(status) => {
            let status = Literal::u16_unsuffixed(status);
            quote!(#private::Some(#status))
        }
        None => quote!(#private::None),
    };
    let policy = policy::policy(&endpoint.policy, &block.ident, private);
    let resource = match block.kind {
        BlockKind::Resource => {
            let ident = &block.ident;
            quote!(#private::Some(<#ident as #private::Resource>::spec))
        }
        BlockKind::Api { .. } => quote!(#private::None),
    };
    let arguments = endpoint.arguments.iter().map(|argument| argument_facts(argument, private));
    let answer = quote_spanned!(answer.span()=> <#answer as #private::Answer>::FACTS);
    quote! {
        #private::EndpointSpec {
            name: #name,
            group: #group,
            place: #private::concat!(#private::file!(), ":", #private::line!()),
            method: #private::Method::#method,
            path: #path,
            docs: #docs,
            deprecated: #deprecated,
            status: #status,
            policy: #policy,
            resource: #resource,
            arguments: &[#(#arguments),*],
            answer: #answer,
        }
    }
}

/// The facts of one argument.
pub(super) fn argument_facts(Argument { name, ty, example }: &Argument, private: &TokenStream) -> TokenStream {
    // A type that is no argument is reported at the type.
    let facts = quote_spanned!(ty.span()=> <#ty as #private::Argument>::FACTS);
    let example = example.as_ref().map(|example| quote!(.example(#example)));
    quote!(#private::ArgumentSpec::new(#name, #facts) #example)
}

/// How the transaction is begun, where somebody said so.
fn transaction(transaction: Option<Transaction>, private: &TokenStream) -> TokenStream {
    let Some(transaction) = transaction else { return TokenStream::new() };
    let isolation = match transaction.isolation {
        Some(isolation) => {
            let isolation = format_ident!("{isolation:?}");
            quote!(#private::Some(#private::Isolation::#isolation))
        }
        None => quote!(#private::None),
    };
    let read_only = transaction.read_only;
    quote!(.transaction(#private::TransactionOptions { isolation: #isolation, read_only: #read_only }))
}

/// The function that reads the arguments and calls the method.
fn call(endpoint: &Endpoint, private: &TokenStream, this: &Ident, spec: &TokenStream) -> TokenStream {
    let scope = local("scope");
    let (read, names) = arguments(&endpoint.arguments, &scope, &quote!(parsing), private);
    let ident = &endpoint.ident;
    let receiver = endpoint.takes_self.then(|| quote!(&#this,));
    let wait = endpoint.is_async.then(|| quote_spanned!(endpoint.answer.span()=> .await));
    let share = endpoint.takes_self.then(|| quote!(let #this = #private::Arc::clone(&#this);));
    // What is wrong with the answer is reported at its type.
    let answer = quote_spanned!(endpoint.answer.span()=> Self::#ident(#receiver #(#names),*)#wait);
    let answer = quote_spanned!(endpoint.answer.span()=> #private::Answer::into_response(#answer, #spec));
    let closure = quote! {
        move |#scope| {
            #share
            #private::Box::pin(async move {
                #read
                #answer
            })
        }
    };
    if endpoint.takes_self { quote!({ let #this = #private::Arc::clone(&#this); #closure }) } else { closure }
}

/// What reads and makes the arguments, and the names that they have then.
pub(super) fn arguments(
    arguments: &[Argument],
    scope: &Ident,
    parsing: &TokenStream,
    private: &TokenStream,
) -> (TokenStream, Vec<Ident>) {
    let request = local("request");
    let names: Vec<Ident> = (0..arguments.len()).map(|index| local(&format!("argument{index}"))).collect();
    let parse = arguments.iter().zip(&names).map(|(Argument { name, ty, .. }, local)| {
        quote_spanned!(ty.span()=> let #local = <#ty as #private::Argument>::parse(&mut #request, #name);)
    });
    let resolve = arguments.iter().zip(&names).map(|(Argument { ty, .. }, local)| {
        quote_spanned!(ty.span()=> let #local = <#ty as #private::Argument>::resolve(#local, &#scope).await?;)
    });
    let (faults, asked) = (local("faults"), local("asked"));
    let ask = arguments.iter().zip(&names).map(|(Argument { ty, .. }, local)| {
        quote_spanned!(ty.span()=> let #asked = #private::Asked(&#local).faults(&#scope); #faults.append(&mut #private::placed::<#ty>(#asked.await?));)
    });
    let taken = if arguments.is_empty() {
        TokenStream::new()
    } else {
        quote! {
            let (#(#private::Some(#names),)*) = (#(#names,)*) else { return #private::unread() };
            #[allow(unused_imports)]
            use #private::NothingToAsk as _;
            let mut #faults = #private::Vec::new();
            #(#ask)*
            #scope.refuse(#faults)?;
        }
    };
    // Also without arguments: the request may hold what nobody reads.
    let read = quote! {
        #[allow(unused_mut)]
        let mut #request = #scope.#parsing();
        #(#parse)*
        #request.finish()?;
        #taken
        #(#resolve)*
    };
    (read, names)
}
