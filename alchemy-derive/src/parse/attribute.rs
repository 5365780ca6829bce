//! `#[column(primary_key, length = 200, index(a, b))]` as a list of items.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitInt, LitStr, Token, Type};

use crate::ctxt::Ctxt;

/// The keys that take a type, which isn't an expression: `with = Text<Settings>`.
const TYPES: &[&str] = &["with"];

/// What an item says after its key.
pub(crate) enum Value {
    /// Nothing: `index`.
    Flag,
    /// `= expression`.
    Expr(Box<Expr>),
    /// `(…)`.
    List(TokenStream),
    /// `= Type`, for keys that take a type.
    Type(Box<Type>),
}

/// `key`, `key = value` or `key(…)`.
pub(crate) struct Item {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = input.call(Ident::parse_any)?;
        let value = if input.peek(Token![=]) && TYPES.contains(&key.unraw().to_string().as_str()) {
            input.parse::<Token![=]>()?;
            let message = format!("`{}` takes a type: `{0} = Seconds`", key.unraw());
            let ty = input.parse::<Type>();
            Value::Type(Box::new(
                ty.map_err(|error| syn::Error::new(error.span(), message))?,
            ))
        } else if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Value::Expr(input.parse()?)
        } else if input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            Value::List(content.parse()?)
        } else {
            Value::Flag
        };
        Ok(Self { key, value })
    }
}

/// The items of all attributes of one name.
pub(crate) struct Items {
    items: Vec<Item>,
}

/// Which keys an attribute takes.
pub(crate) struct Keys {
    /// The attribute's name.
    pub(crate) attribute: &'static str,
    /// Keys that may be given once.
    pub(crate) once: &'static [&'static str],
    /// Keys that may be given several times.
    pub(crate) repeated: &'static [&'static str],
}

impl Keys {
    fn all(&self) -> impl Iterator<Item = &'static str> {
        self.once.iter().chain(self.repeated).copied()
    }

    fn unknown(&self, key: &Ident) -> syn::Error {
        let name = key.unraw().to_string();
        let nearest = self
            .all()
            .map(|known| (distance(known, &name), known))
            .min()
            .filter(|(distance, _)| *distance <= 2);
        let help = match nearest {
            Some((_, known)) => format!("did you mean `{known}`?"),
            None => {
                let known: Vec<_> = self.all().map(|key| format!("`{key}`")).collect();
                format!("expected one of {}", known.join(", "))
            }
        };
        let attribute = self.attribute;
        syn::Error::new(
            key.span(),
            format!("unknown attribute `{name}` in `#[{attribute}(…)]`: {help}"),
        )
    }
}

/// The number of edits between two words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        for (right, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let replaced = diagonal + usize::from(left != *right);
            diagonal = *cell;
            *cell = replaced.min(*cell + 1).min(before + 1);
            before = *cell;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

impl Items {
    /// The items of the attributes called `keys.attribute`.
    pub(crate) fn of(attributes: &[Attribute], keys: &Keys, ctxt: &mut Ctxt) -> Self {
        let mut items = Self { items: Vec::new() };
        for attribute in attributes {
            if attribute.path().is_ident(keys.attribute)
                && let syn::Meta::List(list) = &attribute.meta
            {
                items.parse(list.tokens.clone(), keys, ctxt);
            } else if attribute.path().is_ident(keys.attribute)
                && let syn::Meta::NameValue(meta) = &attribute.meta
            {
                let name = keys.attribute;
                ctxt.error(meta.eq_token.span, format!("write `#[{name}(…)]`"));
            }
        }
        items
    }

    /// The items of a list.
    pub(crate) fn of_list(tokens: TokenStream, keys: &Keys, ctxt: &mut Ctxt) -> Self {
        let mut items = Self { items: Vec::new() };
        items.parse(tokens, keys, ctxt);
        items
    }

    fn parse(&mut self, tokens: TokenStream, keys: &Keys, ctxt: &mut Ctxt) {
        let mut parsed = Vec::new();
        let all = |input: ParseStream<'_>| {
            while !input.is_empty() {
                parsed.push(input.parse::<Item>()?);
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        let result = all.parse2(tokens);
        for item in parsed {
            self.add(item, keys, ctxt);
        }
        ctxt.ok(result);
    }

    fn add(&mut self, item: Item, keys: &Keys, ctxt: &mut Ctxt) {
        let name = item.key.unraw().to_string();
        if !keys.all().any(|key| key == name) {
            ctxt.push(keys.unknown(&item.key));
        } else if keys.once.contains(&name.as_str())
            && self.items.iter().any(|known| known.key == item.key)
        {
            ctxt.error(item.key.span(), format!("`{name}` is given twice"));
        } else {
            self.items.push(item);
        }
    }

    /// Takes an item out.
    pub(crate) fn take(&mut self, key: &str) -> Option<Item> {
        let at = self.items.iter().position(|item| item.is(key))?;
        Some(self.items.remove(at))
    }

    /// Takes all items of a key out.
    pub(crate) fn take_all(&mut self, key: &str) -> Vec<Item> {
        let (taken, rest) = std::mem::take(&mut self.items)
            .into_iter()
            .partition(|item| item.is(key));
        self.items = rest;
        taken
    }

    /// Takes a flag: `primary_key`. Where it stands, if it does.
    pub(crate) fn flag(&mut self, key: &str, ctxt: &mut Ctxt) -> Option<Span> {
        let item = self.take(key)?;
        if !matches!(item.value, Value::Flag) {
            ctxt.error(item.key.span(), format!("`{key}` takes no value"));
        }
        Some(item.key.span())
    }

    /// Takes a text: `name = "…"`.
    pub(crate) fn text(&mut self, key: &str, ctxt: &mut Ctxt) -> Option<LitStr> {
        let item = self.take(key)?;
        ctxt.ok(item.text())
    }

    /// Takes a number: `length = 200`.
    pub(crate) fn number(&mut self, key: &str, ctxt: &mut Ctxt) -> Option<LitInt> {
        let item = self.take(key)?;
        match item.value {
            Value::Expr(ref expr)
                if let Expr::Lit(ExprLit {
                    lit: Lit::Int(int), ..
                }) = &**expr =>
            {
                Some(int.clone())
            }
            _ => {
                ctxt.error(
                    item.key.span(),
                    format!("`{key}` takes a number: `{key} = 200`"),
                );
                None
            }
        }
    }

    /// Takes a type: `with = Seconds`.
    pub(crate) fn ty(&mut self, key: &str, ctxt: &mut Ctxt) -> Option<Type> {
        let item = self.take(key)?;
        if let Value::Type(ty) = item.value {
            return Some(*ty);
        }
        ctxt.error(
            item.key.span(),
            format!("`{key}` takes a type: `{key} = …`"),
        );
        None
    }

    /// Takes an expression.
    pub(crate) fn expr(&mut self, key: &str, ctxt: &mut Ctxt) -> Option<Expr> {
        let item = self.take(key)?;
        ctxt.ok(item.expr())
    }
}

impl Item {
    fn is(&self, key: &str) -> bool {
        self.key.unraw() == key
    }

    /// Its value as an expression.
    pub(crate) fn expr(self) -> syn::Result<Expr> {
        match self.value {
            Value::Expr(expr) => Ok(*expr),
            _ => {
                let key = self.key.unraw();
                Err(syn::Error::new(
                    self.key.span(),
                    format!("`{key}` takes a value: `{key} = …`"),
                ))
            }
        }
    }

    /// Its value as a text.
    pub(crate) fn text(self) -> syn::Result<LitStr> {
        let key = self.key.unraw();
        match self.value {
            Value::Expr(ref expr) if let Some(text) = as_text(expr) => Ok(text.clone()),
            _ => Err(syn::Error::new(
                self.key.span(),
                format!("`{key}` takes a text: `{key} = \"…\"`"),
            )),
        }
    }
}

/// Where alchemy is: `crate = ::path`, or `::alchemy`.
pub(crate) fn krate(items: &mut Items, ctxt: &mut Ctxt) -> TokenStream {
    match items.expr("crate", ctxt) {
        Some(Expr::Path(path)) => quote::quote!(#path),
        Some(other) => {
            let message = "`crate` takes a path: `crate = ::path`";
            ctxt.push(syn::Error::new_spanned(other, message));
            quote::quote!(::alchemy)
        }
        None => quote::quote!(::alchemy),
    }
}

/// The text that an expression is.
pub(crate) fn as_text(expr: &Expr) -> Option<&LitStr> {
    match expr {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text),
        _ => None,
    }
}

/// The name that an expression is.
pub(crate) fn as_ident(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    }
}
