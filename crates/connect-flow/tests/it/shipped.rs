//! The flows that come with the product.

use lexdr_connect_flow::shipped::{Bot, dynamic_form, static_form};
use lexdr_connect_flow::{Block, Flow};

use crate::fake::{EAST, WEST, params, parse};

#[test]
fn the_static_form_for_lex_v1() {
    insta::assert_snapshot!(static_form(&params(1)));
}

#[test]
fn the_dynamic_form_for_lex_v2() {
    insta::assert_snapshot!(dynamic_form(&params(2)));
}

fn bots(flow: &Flow) -> Vec<String> {
    let bot = |block: &Block| match block {
        Block::TalkToBot(talk) => Some(talk.bot.static_region().unwrap_or("dynamic").to_owned()),
        _ => None,
    };
    flow.actions()
        .iter()
        .filter_map(|action| bot(&action.block))
        .collect()
}

#[test]
fn a_form_has_the_bots_it_says() {
    for version in [1, 2] {
        assert_eq!(bots(&parse(&static_form(&params(version)))), [EAST, WEST]);
        assert_eq!(bots(&parse(&dynamic_form(&params(version)))), ["dynamic"]);
    }
}

#[test]
fn a_region_without_an_alias_gets_no_branch() {
    let mut params = params(2);
    let Bot::V2 { alias_arns } = &mut params.bot else {
        unreachable!("V2 was asked for")
    };
    alias_arns.remove(WEST);
    let flow = parse(&static_form(&params));
    assert_eq!(bots(&flow), [EAST]);
    let Some(pick) = flow.action("pick-region") else {
        panic!("no comparison")
    };
    assert_eq!(pick.transitions.conditions.len(), 1);
}
